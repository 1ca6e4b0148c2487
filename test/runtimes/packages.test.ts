import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ATTW } from '../../scripts/release/checks.ts';
import { ALL_WELL } from './checks.ts';
import { bundle } from './support/bundle.ts';
import { installUser } from './support/install.ts';
import { installed } from './support/installed.ts';
import { run } from './support/run.ts';

const { user, tools, tarballs } = installed();
const tool = (name: string) => join(tools, 'node_modules/.bin', name);
/** A linter of packages, which a release also uses. */
const linter = (name: string) => join(import.meta.dirname, '../../tools/node_modules/.bin', name);
const isOf = (name: string) => (path: string) => path.includes(`mx-member-${name}`);

/** The packages to import. */
const LIBRARIES = ['machine', 'http', 'adapters', 'simulator', 'host', 'connect', 'restate'];

/** An installed package. */
const manifestOf = (name: string) =>
  createRequire(join(user, 'package.json'))(`./node_modules/@mx-member/${name}/package.json`);

/** The entries of a package that Node can import: no JSON, no style sheet, and no component that an app compiles. */
const entriesOf = (name: string): string[] =>
  Object.entries(manifestOf(name).exports)
    .filter(([path, file]) => typeof file === 'object' && !/\.(css|svelte)$/.test(path))
    .map(([path]) => join('@mx-member', name, path));

/** Entries that need Node, or the parts of Node that Restate's SDK uses. `/sqlite` needs 22.13 or newer. */
const NODE_ONLY = ['/node', '/sqlite', '/service'];

/** The entries of a package that every runtime can import: all entries that do not need Node. */
const importsOf = (name: string): string[] =>
  entriesOf(name).filter((path) => !NODE_ONLY.some((end) => path.endsWith(end)));

/** The size of a program with only this line, bundled for a browser. */
async function bundled(name: string, code: string): Promise<string> {
  await writeFile(join(user, name), code);
  return bundle(user, name);
}

test.each(tarballs.map((path) => [basename(path), path]))(
  '%s passes publint',
  async (_, tarball) => {
    await run(linter('publint'), ['run', '--strict', tarball]);
  },
);

describe.each(LIBRARIES)('@mx-member/%s', (name) => {
  const tarball = tarballs.find(isOf(name)) ?? '';

  test('has types that every resolution for ES modules finds', async () => {
    await run(linter('attw'), [tarball, ...ATTW]);
  });

  test.each(importsOf(name))('%s imports nothing of Node', async (path) => {
    expect(await bundled('all.ts', `export * from '${path}';`)).not.toBe('');
  });

  // Importing an element defines it, so the import is its use.
  const unused = importsOf(name).filter((path) => !path.includes('/element'));
  test.each(unused)('%s adds nothing to a bundle that does not use it', async (path) => {
    expect(await bundled('none.ts', `import '${path}';`)).toBe('');
  });
});

test.each(['simulator/node', 'host/sqlite', 'restate/service'])(
  '%s, which needs Node, cannot be bundled for a browser',
  async (entry) => {
    const code = `export * from '@mx-member/${entry}';`;
    await expect(bundled('node.ts', code)).rejects.toThrow('node:');
  },
);

describe('with the oldest allowed xstate and with the newest', () => {
  const oldest = `${user}-with-the-oldest`;
  beforeAll(async () => {
    const version = manifestOf('machine').peerDependencies.xstate.replace('^', '');
    const packages = tarballs.filter((path) => LIBRARIES.some((name) => isOf(name)(path)));
    await installUser(oldest, [`xstate@${version}`, ...packages]);
  });

  const newestCompiler = createRequire(import.meta.url).resolve('typescript/package.json');
  const compiler = (version: string) =>
    join(tools, 'node_modules', `typescript-${version}`, 'package.json');

  test.each([
    ['the oldest', '7', 'nodenext', oldest, newestCompiler, ''],
    ['the oldest', '7', 'bundler', oldest, newestCompiler, ''],
    ['the newest', '7', 'nodenext', user, newestCompiler, ''],
    ['the newest', '7', 'bundler', user, newestCompiler, ''],
    ['the newest', '5.7', 'nodenext', user, compiler('5.7'), ''],
    ['the newest', '5.7', 'bundler', user, compiler('5.7'), ''],
    // Hono's types need TypeScript 5.7 or newer.
    ['the newest', '5.5', 'nodenext', user, compiler('5.5'), '--skipLibCheck '],
    ['the newest', '5.5', 'bundler', user, compiler('5.5'), '--skipLibCheck '],
  ])(
    'types compile for a strict user, %s, with TypeScript %s, %s',
    async (_, _version, resolution, folder, tsc, more) => {
      const module = resolution === 'bundler' ? 'preserve' : resolution;
      const settings = `${more}--noEmit --strict --target es2022 --lib es2023,dom --module ${module} --moduleResolution ${resolution}`;
      const files = ['checks.ts', 'types.test-d.ts'];
      const args = [join(tsc, '../bin/tsc'), ...settings.split(' '), ...files];
      await run(process.execPath, args, folder);
    },
  );

  test('the oldest works', async () => {
    const printed = await run(process.execPath, ['entries/process.ts'], oldest);
    expect(JSON.parse(printed)).toEqual(ALL_WELL);
  });
});

describe('Node 22.12, the oldest that can require them without a flag,', () => {
  const oldest = tool('node');

  test('requires what it imports', async () => {
    const entries = LIBRARIES.flatMap(entriesOf).filter((path) => !path.endsWith('/sqlite'));
    expect(entries.length).toBeGreaterThan(LIBRARIES.length);
    const printed = await run(oldest, ['entries/require.cjs', ...entries], user);
    expect(JSON.parse(printed)).toEqual(entries);
  });

  test('runs them', async () => {
    const args = ['--experimental-strip-types', 'entries/process.ts'];
    expect(JSON.parse(await run(oldest, args, user))).toEqual(ALL_WELL);
  });
});

test('machine and adapters install only what they need: no server, no inspector', async () => {
  const page = `${user}-of-a-page`;
  const packages = tarballs.filter((path) =>
    ['machine', 'http', 'adapters'].some((name) => isOf(name)(path)),
  );
  await installUser(page, ['xstate@5', ...packages]);
  const { packages: locked } = JSON.parse(await readFile(join(page, 'package-lock.json'), 'utf8'));
  expect(Object.keys(locked).map((path) => path.replace('node_modules/', ''))).toEqual([
    '',
    '@mx-member/adapters',
    '@mx-member/http',
    '@mx-member/machine',
    // Pseudonyms of traces need a hash that returns no promise.
    '@noble/hashes',
    'ky',
    'valibot',
    'xstate',
  ]);
});

test('the command line runs as npm installs it', async () => {
  const line = 'connect --pace fast --json --answer correct --answer correct';
  const printed = await run(join(user, 'node_modules/.bin/mx-member'), line.split(' '));
  const last = printed.trim().split('\n').at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ outcome: 'connected' });
});
