/** Measures the structure of the packages against `limits.ts`: `node tools/structure/main.ts`; `--all` lists every place. */
import { join } from 'node:path';
import { measure } from './measure.ts';
import { exceeds, report } from './metric.ts';
import { readTree } from './tree.ts';

const metrics = measure(readTree(join(import.meta.dirname, '../..')));
console.log(report(metrics, { all: process.argv.includes('--all') }));
if (metrics.some(exceeds)) {
  console.log('\nEach metric is explained where it is measured, in tools/structure/metrics.');
  process.exitCode = 1;
}
