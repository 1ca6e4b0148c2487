import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles an entry and its imports into one ES module, for a runtime without Node's modules. */
export async function bundle(
  folder: string,
  entry: string,
  conditions: readonly string[] = ['browser'],
  external: readonly string[] = [],
): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: [...conditions],
    external: [...external],
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
