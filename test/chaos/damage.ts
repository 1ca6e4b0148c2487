/**
 * Opens 600 randomly damaged database files: `pnpm test:chaos`. Every healthy member runs, or the whole file is
 * refused.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fate, makeFile, openDamaged } from '../host/support/damage.ts';
import { seeded } from '../support/seeded.ts';

const FILES = 600;

const folder = await mkdtemp(join(tmpdir(), 'mx-member-damage-'));
const fates = new Map<Fate, number>();
try {
  const whole = await makeFile(folder);
  for (let seed = 1_000; seed < 1_000 + FILES; seed++) {
    const fate = await openDamaged(whole, seeded(seed)).catch((error) => {
      throw new Error(`Seed ${seed}`, { cause: error });
    });
    fates.set(fate, (fates.get(fate) ?? 0) + 1);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(`\n${FILES} damaged files`);
for (const [fate, count] of fates) console.log(`  ${fate.padEnd(28)} ${count}`);
