import { EXIT, type ExitCode } from '../../common/errors.ts';
import { type Io, jsonLine } from '../../common/io.ts';
import type { Difference } from '../differences.ts';
import type { Feature } from '../features.ts';
import { reasonLines } from '../report.ts';
import { randomLife } from './generate.ts';
import { live, type Mismatch, type Pair } from './live.ts';
import { createRandom } from './seeded.ts';
import { kindOf, shrinkLife } from './shrink.ts';
import { vectorOf, vectorText } from './vector.ts';

export interface RandomSettings {
  /** How many requests both get, at least. */
  readonly steps: number;
  readonly seed: number;
  readonly features: ReadonlySet<Feature>;
  /** Whether to stop at the first difference. */
  readonly bail: boolean;
  readonly json: boolean;
}

/** A run ends after this many different bugs. */
const MAX_DIFFERENCES = 10;

/** The totals of a run. */
interface Summary {
  readonly steps: number;
  readonly lifecycles: number;
  readonly seed: number;
  readonly differences: number;
}

const numbered = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** How many differences of one step are shown. The rest mostly follow from them. */
const MAX_SHOWN = 8;

/** Sorts differences, so that those that a host or a screen would notice come first. */
function shortened({ differences, moreDifferences = 0, broken }: Mismatch) {
  const isOfRecord = ({ path }: Difference) => path.startsWith('record');
  const sorted = [
    ...differences.filter((one) => !isOfRecord(one)),
    ...differences.filter(isOfRecord),
  ];
  const more = Math.max(0, sorted.length - MAX_SHOWN) + moreDifferences;
  return { differences: sorted.slice(0, MAX_SHOWN), moreDifferences: more, broken };
}

/** Lines for people: each difference as a vector, and the answer of the implementation to its last step. */
const textReport = (write: (text: string) => void, room: number) => ({
  found(name: string, found: Mismatch) {
    const lines = reasonLines(shortened(found), room);
    write(`${vectorText(name, found.lived)}\n\nThe last step differs:\n${lines.join('\n')}\n\n`);
  },
  end({ steps, lifecycles, seed, differences }: Summary) {
    const ran = `${numbered(steps, 'random step', 'random steps')} in ${numbered(lifecycles, 'lifecycle', 'lifecycles')} (--seed ${seed})`;
    const how =
      differences === 0 ? 'agree' : `show ${numbered(differences, 'difference', 'differences')}`;
    write(`${ran} ${how}.\n`);
  },
});

const jsonReport = (write: (text: string) => void) => ({
  found(name: string, found: Mismatch) {
    const { lived, ...why } = found;
    write(jsonLine({ vector: vectorOf(name, lived), text: vectorText(name, lived), ...why }));
  },
  end: (summary: Summary) => write(jsonLine(summary)),
});

/**
 * Runs random lifecycles in the implementation and in the reference, until there are enough steps. Record, state, effects
 * and view are compared. Each difference is made as short as possible and printed once.
 */
export async function runRandom(
  { steps, seed, features, bail, json }: RandomSettings,
  pair: Pair,
  { stdout }: Pick<Io, 'stdout'>,
  room: number,
): Promise<ExitCode> {
  const write = (text: string) => stdout.write(text);
  const report = json ? jsonReport(write) : textReport(write, room);
  const random = createRandom(seed);
  const kinds = new Set<string>();
  let [taken, lifecycles] = [0, 0];
  const most = bail ? 1 : MAX_DIFFERENCES;
  while (taken < steps && kinds.size < most) {
    const lifecycle = randomLife(random, features);
    lifecycles += 1;
    const found = await live(lifecycle, pair, () => {
      taken += 1;
    });
    if (!found || kinds.has(kindOf(found))) continue;
    kinds.add(kindOf(found));
    report.found(`random-${seed}-${kinds.size}`, await shrinkLife(lifecycle, found, pair));
  }
  report.end({ steps: taken, lifecycles, seed, differences: kinds.size });
  return kinds.size === 0 ? EXIT.done : EXIT.failed;
}
