/** Writes the pages of docs that are made from tables of the code: `pnpm reference`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referencePages } from './pages.ts';

const pages = referencePages();
for (const [path, text] of pages) writeFileSync(join(import.meta.dirname, '../..', path), text);
console.log(`${[...pages.keys()].join(', ')} written.`);
