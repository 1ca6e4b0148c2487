import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** The size of a download: minified, and then compressed. In bytes. */
export interface Size {
  readonly minified: number;
  readonly gzip: number;
}

/** A bundle to measure. */
export interface Package {
  readonly name: string;
  /** A module that imports the code to measure. Its exports are kept. */
  readonly code: string;
  /** Packages that do not count, because a page has them anyway. */
  readonly without?: readonly string[];
  /** The largest allowed size, in bytes of gzip; 100 to 200 bytes above the real size. @default no limit */
  readonly budget?: number;
}

/** Bundles the code for a browser, from the sources. */
export async function weigh({ code, without = [] }: Package): Promise<Size> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify: true,
    write: false,
    // Dynamic imports are not downloaded at the start.
    splitting: true,
    outdir: 'out',
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // Bundlers ask for `module` by themselves; esbuild does not where other conditions are given.
    conditions: ['@mx-member/source', 'module'],
    external: [...without],
    logLevel: 'error',
  });
  const outputs = Object.entries(metafile.outputs);
  const [entry] = outputs.find(([, { entryPoint }]) => entryPoint === '<stdin>') ?? [];
  const loaded = new Set<string>();
  const load = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
      if (kind === 'import-statement') load(path);
  };
  if (entry !== undefined) load(entry);
  const sizes = outputFiles
    .filter(({ path }) => loaded.has(relative(process.cwd(), path)))
    .map(({ contents }) => ({
      minified: contents.length,
      gzip: gzipSync(contents, { level: 9 }).length,
    }));
  return {
    minified: sizes.reduce((sum, { minified }) => sum + minified, 0),
    gzip: sizes.reduce((sum, { gzip }) => sum + gzip, 0),
  };
}
