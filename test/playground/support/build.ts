import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PLAYGROUND = fileURLToPath(new URL('../../../packages/playground', import.meta.url));

const require = createRequire(import.meta.url);
const VITE = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');

/** In a process of its own: the environment of tests would make it a development build. */
const build = (folder: string, mode: string) =>
  promisify(execFile)(
    process.execPath,
    [VITE, 'build', '--mode', mode, '--outDir', folder, '--emptyOutDir', 'false'],
    { cwd: PLAYGROUND, env: { PATH: process.env.PATH } },
  );

/** Builds the playground, as `pnpm --filter playground build` does, into a new folder. */
export async function buildPlayground(
  modes: readonly ('production' | 'extras' | 'viewer')[],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  await Promise.all(modes.map((mode) => build(folder, mode)));
  return folder;
}
