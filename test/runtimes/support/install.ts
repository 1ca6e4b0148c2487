import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const pathOf = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const ROOT = pathOf('../../../');
const TOOLS = pathOf('../project/');
/** The folders of `packages` that are packed and installed. */
const PACKAGES = [
  'machine',
  'http',
  'adapters',
  'simulator',
  'host',
  'connect',
  'restate',
  'cli',
] as const;

/** The folders with installations, and the tarballs. */
export interface Installed {
  /** The folder with the runtimes. */
  readonly tools: string;
  /** A user's project. It contains `checks.ts`, `types.test-d.ts` and the entries. */
  readonly user: string;
  readonly tarballs: readonly string[];
}

const pnpm = (args: readonly string[], cwd: string) =>
  run('npx', ['--yes', 'pnpm@12', ...args], cwd);

/** Installs Bun, Deno and workerd in the versions of the lock file. */
const installTools = () => pnpm(['install', '--frozen-lockfile', '--prefer-offline'], TOOLS);

/** Builds the packages and packs them as a release does. */
async function pack(destination: string): Promise<readonly string[]> {
  for (const name of PACKAGES)
    await rm(join(ROOT, 'packages', name, 'dist'), { recursive: true, force: true });
  const filters = PACKAGES.map((name) => `--filter=./packages/${name}`);
  await pnpm(['-r', ...filters, 'pack', '--pack-destination', destination], ROOT);
  return (await readdir(destination)).map((name) => join(destination, name));
}

/** Installs packages from npm, or tarballs, as a user would. */
export const npmInstall = (packages: readonly string[], cwd: string): Promise<string> =>
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], cwd);

/** Creates a project as a user would, with packages from npm and files that use them. */
export async function installUser(user: string, packages: readonly string[]): Promise<void> {
  await mkdir(user);
  await writeFile(join(user, 'package.json'), '{ "private": true, "type": "module" }');
  for (const path of ['checks.ts', 'types.test-d.ts', 'entries'])
    await cp(pathOf(`../${path}`), join(user, path), { recursive: true });
  await npmInstall(packages, user);
}

/** @returns A function that removes the user's project. */
export async function install(): Promise<Installed & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const packs = join(folder, 'packs');
    await mkdir(packs);
    const [tarballs] = await Promise.all([pack(packs), installTools()]);
    const user = join(folder, 'user');
    await installUser(user, [
      'xstate@5',
      '@opentelemetry/api@1',
      'react@19',
      'vue@3',
      'svelte@5',
      'solid-js@1',
      'lit@3',
      ...tarballs,
    ]);
    return { tools: TOOLS, user, tarballs, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
