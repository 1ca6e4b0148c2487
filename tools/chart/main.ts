/** Writes docs/chart.svg: `pnpm chart`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { picture } from './picture.ts';

writeFileSync(join(import.meta.dirname, '../../docs/chart.svg'), await picture());
console.log('Wrote docs/chart.svg.');
