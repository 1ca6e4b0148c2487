import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const CONNECT = 'packages/connect/src';

/** The module with the styles of `<mx-connect>`: the stylesheet of the connect screen, without its comments and spaces. */
export async function looksFile(): Promise<ReadonlyMap<string, string>> {
  const sheet = await readFile(join(ROOT, CONNECT, 'style.css'), 'utf8');
  const { code } = await transform(sheet, { loader: 'css', minify: true });
  const text = code
    .trim()
    // esbuild keeps the spaces in custom properties.
    .replaceAll(/(?<=--[\w-]+): |, (?=[#.\dcC])/g, (found) => found.trim())
    .replaceAll('\\', '\\\\');
  const module = `/** Made by \`pnpm generate\` from \`style.css\`. */\nexport const LOOKS =\n  '${text}';\n`;
  return new Map([[`${CONNECT}/element/looks.ts`, module]]);
}
