/**
 * Puts each fault of the catalogue into the machine, one after the other. `pnpm faults` checks that a vector of its rule notices each;
 * `pnpm faults --matrix` runs all vectors with each, and writes what has noticed it into `matrix.json`, from which `pnpm spec` makes
 * `packages/machine/spec/faults.md`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toJson } from '../json.ts';
import { CATALOGUED, MATRIX } from './catalogue.ts';
import './open.ts';

const { firstKills, matrix, NAMES } = await import('./run.ts');

/** Names that stand in one list and not in the other. */
const namesOnce = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...a, ...b].filter((name) => !a.includes(name) || !b.includes(name));

async function check(): Promise<readonly string[]> {
  const known = new Set(CATALOGUED.map(({ name }) => name));
  const kills = await firstKills();
  const alive = Object.keys(kills).filter((fault) => kills[fault] === null);
  console.log(`${NAMES.length - alive.length} of ${NAMES.length} faults are noticed.`);
  return [
    ...NAMES.filter((name) => !known.has(name)).map(
      (name) => `catalogue.md does not describe ${name}.`,
    ),
    ...namesOnce(NAMES, Object.keys(MATRIX)).map(
      (name) => `matrix.json is not of ${name}: run it with --matrix.`,
    ),
    ...alive.map((name) => `No vector of its rule notices ${name}.`),
  ];
}

if (process.argv.includes('--matrix')) {
  await writeFile(join(import.meta.dirname, 'matrix.json'), toJson(await matrix()));
  console.log(`${NAMES.length} faults.`);
} else {
  const wrong = await check();
  for (const sentence of wrong) console.error(sentence);
  if (wrong.length > 0) process.exitCode = 1;
}
