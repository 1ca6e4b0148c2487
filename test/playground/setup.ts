import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { hasChromium } from '../support/chromium.ts';
import { serveFolder } from './support/serve.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built playground is: a folder, and its address somewhere below the root of a server. */
    readonly playground: { readonly folder: string; readonly url: string };
  }
}

const PLAYGROUND = fileURLToPath(new URL('../../packages/playground', import.meta.url));

const require = createRequire(import.meta.url);
const VITE = join(dirname(require.resolve('vite/package.json')), 'bin/vite.js');

/** In a process of its own: the environment of tests would make it a development build. */
const build = (folder: string, mode: string) =>
  promisify(execFile)(
    process.execPath,
    [VITE, 'build', '--mode', mode, '--outDir', folder, '--emptyOutDir', 'false'],
    { cwd: PLAYGROUND, env: { PATH: process.env.PATH } },
  );

/** Builds the playground once, as `pnpm --filter playground build` does, and serves it. */
export default async function setup({ provide }: TestProject) {
  if (!hasChromium) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'playground-'));
  await Promise.all(['production', 'viewer'].map((mode) => build(folder, mode)));
  const { url, close } = await serveFolder(folder, '/some/where/');
  provide('playground', { folder, url });
  return async () => {
    await close();
    await rm(folder, { recursive: true });
  };
}
