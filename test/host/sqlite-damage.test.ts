import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../support/seeded.ts';
import { type Fate, makeFile, openDamaged } from './support/damage.ts';

/** `pnpm test:chaos` opens 600 files. */
const FILES = 30;

test('a damaged file opens with its healthy members running, or is refused as a whole with a reason', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-damage-'));
  try {
    const whole = await makeFile(folder);
    const fates = new Set<Fate>();
    for (let seed = 0; seed < FILES; seed++) fates.add(await openDamaged(whole, seeded(seed)));
    expect([...fates].sort()).toEqual([
      'opened, all healthy',
      'opened, some rows reported',
      'refused',
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
