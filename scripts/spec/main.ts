/**
 * Writes the specification into `packages/machine/spec`, but for the texts of the vectors, removes what is no longer part of
 * it, and writes the tables of `docs/behaviour.md`, the number of vectors in `docs/conformance.md` and the copies that the Go module embeds: `pnpm spec`.
 * `pnpm spec --rewrite` first writes into the texts of the vectors what the machine does: read the difference before you
 * keep it. Not where CI is set, for there a changed machine would bless itself.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BEHAVIOUR, behaviour } from './behaviour.ts';
import { CONFORMANCE, withCounts } from './conformance.ts';
import { specFiles } from './files.ts';
import { rewriteTexts } from './text/sources.ts';

const FOLDER = join(import.meta.dirname, '../../packages/machine/spec');

if (process.argv.includes('--rewrite')) {
  if (process.env.CI) throw new Error('pnpm spec --rewrite: expectations are not rewritten in CI');
  rewriteTexts();
}
const ROOT = join(import.meta.dirname, '../..');
/** A Go package embeds only what is below it. */
const EMBEDDED = join(ROOT, 'implementations/go/spec');
let written = 0;
async function write(target: string, text: string): Promise<void> {
  if ((await readFile(target, 'utf8').catch(() => null)) === text) return;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  written += 1;
}

const files = specFiles();
const found = await readdir(FOLDER, { recursive: true, withFileTypes: true });
// The texts of the vectors are written by hand.
const made = found
  .filter((entry) => entry.isFile() && !entry.name.endsWith('.txt'))
  .map((entry) => join(entry.parentPath, entry.name));
const current = new Set([...files.keys()].map((path) => join(FOLDER, path)));

for (const path of made) if (!current.has(path)) await rm(path);
for (const [path, text] of files) await write(join(FOLDER, path), text);
await write(join(ROOT, BEHAVIOUR), behaviour());
const page = join(ROOT, CONFORMANCE);
await write(page, withCounts(await readFile(page, 'utf8'), files));
for (const name of await readdir(EMBEDDED))
  await write(join(EMBEDDED, name), files.get(name) ?? '');
console.log(
  `packages/machine/spec, ${BEHAVIOUR} and ${CONFORMANCE}: ${files.size + 2} files, ${written} written.`,
);
