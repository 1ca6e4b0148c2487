import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What a fresh clone does not have. */
const NOT_CLONED = new Set(['.git', 'node_modules', 'dist', 'reports', 'coverage', '.stryker-tmp']);

/** A fresh clone, until the test has finished. */
async function freshClone(): Promise<string> {
  const clone = await mkdtemp(join(tmpdir(), 'mx-member-demo-'));
  onTestFinished(() => rm(clone, { recursive: true, force: true }));
  await cp(ROOT, clone, { recursive: true, filter: (path) => !NOT_CLONED.has(basename(path)) });
  return clone;
}

/** How many packages were installed, and how many MB of files they have. */
async function installedIn(clone: string) {
  const store = join(clone, 'node_modules/.pnpm');
  const packages = (await readdir(store)).filter((name) => name.includes('@'));
  const entries = await readdir(store, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).size),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { packages: packages.length, megabytes: Math.round(bytes / 1e6) };
}

const DEMO = 'scripts/run.mjs demo --json --answer correct --answer correct'.split(' ');

// Whoever adds a package here lengthens the first demo of everybody: see CONTRIBUTING.md.
test.each([
  ['that runs TypeScript', [], { packages: 17, megabytes: 15 }],
  ['that does not', ['--no-experimental-strip-types'], { packages: 18, megabytes: 210 }],
])(
  'a first demo with a Node %s installs little, which is enough for it',
  async (_, flags, most) => {
    const clone = await freshClone();
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, ...DEMO], {
      cwd: clone,
    });
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ outcome: 'connected' });
    // A line that begins with a minus is red in a terminal, and looks like an error.
    expect(stderr).toContain('Installing packages. This happens once.');
    expect(stderr).not.toMatch(/^[-+] /m);
    const found = await installedIn(clone);
    expect(found.packages).toBeLessThanOrEqual(most.packages);
    expect(found.megabytes).toBeLessThanOrEqual(most.megabytes);
    // The inspector is optional: a demo that needs it says how to get it.
    const inspected = await promisify(execFile)(
      process.execPath,
      [...flags, ...DEMO, '--inspect'],
      {
        cwd: clone,
      },
    ).catch((error: { readonly stdout: string }) => error);
    expect(inspected.stdout).toContain('--inspect needs the package @statelyai/inspect. With npx:');
  },
  60_000,
);

test('what the demo of a cluster shares with tests imports no package, because it is installed without theirs', async () => {
  const demo = join(ROOT, 'test/restate-cluster/demo');
  const texts = (await readdir(demo)).map((name) => readFileSync(join(demo, name), 'utf8'));
  const shared = texts.join('').match(/(?<=\.\.\/\.\.\/)support\/[\w-]+\.ts/g) ?? [];
  expect(shared).not.toEqual([]);
  for (const path of shared) {
    const text = readFileSync(join(ROOT, 'test', path), 'utf8');
    expect(text.match(/^import (?!type ).*from '(?!node:|\.).*$/gm)).toBeNull();
  }
});
