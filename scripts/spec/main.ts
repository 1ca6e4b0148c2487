/**
 * Writes the specification into `packages/machine/spec`, and removes what is no longer part of it: `pnpm spec`.
 * `pnpm spec --rewrite` first writes into the texts of the vectors what the machine does: read the difference before you
 * keep it. Not where CI is set, for there a changed machine would bless itself.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { specFiles } from './files.ts';
import { rewriteTexts } from './text/sources.ts';

const FOLDER = join(import.meta.dirname, '../../packages/machine/spec');

if (process.argv.includes('--rewrite')) {
  if (process.env.CI) throw new Error('pnpm spec --rewrite: expectations are not rewritten in CI');
  rewriteTexts();
}
const files = specFiles();
const found = await readdir(FOLDER, { recursive: true, withFileTypes: true }).catch(() => []);
const old = found
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const current = new Set([...files.keys()].map((path) => join(FOLDER, path)));

for (const path of old) if (!current.has(path)) await rm(path);
let written = 0;
for (const [path, text] of files) {
  const target = join(FOLDER, path);
  if ((await readFile(target, 'utf8').catch(() => null)) === text) continue;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  written += 1;
}
console.log(`packages/machine/spec: ${files.size} files, ${written} written.`);
