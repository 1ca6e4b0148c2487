import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npmInstall } from '../support/install.ts';
import { run } from '../support/run.ts';
import type { App } from './apps.ts';
import { generate } from './generate.ts';

async function write(folder: string, { files, edits = [] }: App): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  for (const [path, from, to] of edits) {
    const text = await readFile(join(folder, path), 'utf8');
    if (!text.includes(from)) throw new Error(`${path} of the generator has no ${from}.`);
    await writeFile(join(folder, path), text.replace(from, to));
  }
}

/** An app that was made and built. */
export interface Built {
  readonly folder: string;
  /** The size of the app with its packages and its build, in bytes. */
  readonly size: number;
  remove(): Promise<void>;
}

async function sizeOf(folder: string): Promise<number> {
  const [size] = (await run('du', ['-sb', folder])).split('\t');
  return Number(size);
}

/**
 * Makes an app from its generator and the guides, with our packages from tarballs, and builds it for production.
 *
 * @param env The environment of the build, besides the one of this process.
 */
export async function make(
  app: App,
  tarballs: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Built> {
  const parent = await mkdtemp(join(tmpdir(), 'mx-member-app-'));
  const remove = () => rm(parent, { recursive: true, force: true });
  try {
    const { generator } = app;
    const folder = generator
      ? await generate(generator, generator.version, parent)
      : join(parent, 'app');
    await mkdir(folder, { recursive: true });
    await write(folder, app);
    await npmInstall([...tarballs, 'xstate@5', ...app.packages], folder);
    await run('npm', ['run', 'build'], folder, { ...process.env, NODE_ENV: 'production', ...env });
    return { folder, size: await sizeOf(folder), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
