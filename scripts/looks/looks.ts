import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const inConnect = (path: string) =>
  fileURLToPath(new URL(`../../packages/connect/src/${path}`, import.meta.url));

/** The file that is written. */
export const LOOKS_FILE = inConnect('element/looks.ts');

/** The text of the module with the styles of `<mx-connect>`. */
export async function looksModule(): Promise<string> {
  const sheet = await readFile(inConnect('style.css'), 'utf8');
  const { code } = await transform(sheet, { loader: 'css', minify: true });
  const text = code
    .trim()
    // esbuild keeps the spaces in custom properties.
    .replaceAll(/(?<=--[\w-]+): |, (?=[#.\dcC])/g, (found) => found.trim())
    .replaceAll('\\', '\\\\');
  return `/** Made by \`pnpm looks\` from \`style.css\`. */\nexport const LOOKS =\n  '${text}';\n`;
}
