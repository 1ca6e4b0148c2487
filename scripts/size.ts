/** How large `@mx-member/machine` is for who installs it: minified and gzipped, without xstate. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const bundle = async (entry: string, external: string[]): Promise<number> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['source'],
    external,
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
};

const size = await bundle('packages/machine/src/index.ts', ['xstate']);
console.log(`@mx-member/machine without xstate: ${size} bytes gzipped`);
