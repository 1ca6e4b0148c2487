import type { World } from '../world/world.ts';
import { asksBeforeTheThird } from './asks-before-the-third.ts';
import { asksInTime } from './asks-in-time.ts';
import { endsAndPollsSlowly } from './ends-and-polls-slowly.ts';
import { endsAsTheBankSays } from './ends-as-the-bank-says.ts';
import { keepsSecrets } from './keeps-secrets.ts';
import { nothingTwice } from './nothing-twice.ts';
import { startsOnlyWhenAsked } from './starts-only-when-asked.ts';

/** The promises that a world can break, by their numbers. */
const ORACLES: Readonly<Record<number, (world: World) => readonly string[]>> = {
  1: endsAsTheBankSays,
  2: nothingTwice,
  3: asksInTime,
  4: endsAndPollsSlowly,
  5: keepsSecrets,
  7: startsOnlyWhenAsked,
  10: asksBeforeTheThird,
};

/** What is wrong with what has happened: the number of the promise, and a sentence. */
export const problemsOf = (world: World): readonly string[] =>
  Object.entries(ORACLES).flatMap(([promise, oracle]) =>
    oracle(world).map((says) => `${promise}: ${says}`),
  );

/** The numbers of the promises that problems are about, or `thrown`. */
export const promisesIn = (problems: readonly string[]): readonly string[] => [
  ...new Set(problems.map((problem) => problem.split(':')[0] ?? '')),
];
