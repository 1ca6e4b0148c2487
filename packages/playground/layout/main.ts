/** Lays out the machine's chart for the playground and writes it to `src/chart/layout.json`: `pnpm layout`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chartFile, chartText } from './file.ts';

await writeFile(
  join(import.meta.dirname, '../src/chart/layout.json'),
  chartText(await chartFile()),
);
console.log('Wrote packages/playground/src/chart/layout.json.');
