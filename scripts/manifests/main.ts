/** Writes the decisions of the owner into the packages: `pnpm manifests`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFiles } from './packages.ts';

const changed = packageFiles().filter(({ found, filled }) => found !== filled);
for (const { path, filled } of changed)
  writeFileSync(join(import.meta.dirname, '../..', path), filled);
console.log(`${changed.length} files written.`);
