import type { World } from '../world/world.ts';
import { endsAsTheBankSays } from './1.ts';
import { nothingTwice } from './2.ts';
import { asksInTime } from './3.ts';
import { pollsSlowly } from './4.ts';
import { keepsSecrets } from './5.ts';
import { startsOnlyWhenAsked } from './7.ts';

/** The promises that a world can break, by their numbers. */
const ORACLES: Readonly<Record<number, (world: World) => readonly string[]>> = {
  1: endsAsTheBankSays,
  2: nothingTwice,
  3: asksInTime,
  4: pollsSlowly,
  5: keepsSecrets,
  7: startsOnlyWhenAsked,
};

/** What is wrong with what has happened: the number of the promise, and a sentence. */
export const problemsOf = (world: World): readonly string[] =>
  Object.entries(ORACLES).flatMap(([promise, judge]) =>
    judge(world).map((says) => `${promise}: ${says}`),
  );

/** The numbers of the promises that are broken. */
export const promisesIn = (world: World): readonly string[] => [
  ...new Set(problemsOf(world).map((problem) => problem.split(':')[0] ?? '')),
];
