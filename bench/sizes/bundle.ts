import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** How large a program is for whoever downloads it: minified, and then compressed. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
}

/** Something to weigh. */
export interface Package {
  readonly name: string;
  /** A module that imports what is weighed; what it exports is kept. */
  readonly code: string;
  /** What is there anyway, and not counted. */
  readonly without?: readonly string[];
  /** The most that it may be, in bytes of gzip; about a tenth above what it is. @default no limit */
  readonly budget?: number;
}

/** Bundles it for a browser, from the sources. */
export async function weigh({ code, without = [] }: Package): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Bundlers ask for `module` by themselves; esbuild does not where other conditions are given.
    conditions: ['@mx-member/source', 'module'],
    external: [...without],
    logLevel: 'error',
  });
  const contents = outputFiles[0]?.contents ?? new Uint8Array();
  return { minified: contents.length, gzip: gzipSync(contents, { level: 9 }).length };
}
