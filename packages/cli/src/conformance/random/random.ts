import { EXIT, type ExitCode } from '../../common/errors.ts';
import { type Io, jsonLine } from '../../common/io.ts';
import type { Difference } from '../differences.ts';
import type { Feature } from '../features.ts';
import { reasonLines } from '../report.ts';
import { randomLife } from './generate.ts';
import { differenceOnPage, healthText, healthVector, kindOfHealth } from './health.ts';
import { live, type Mismatch, type Pair } from './live.ts';
import { createRandom, type RandomSource } from './seeded.ts';
import { kindOf, shrinkLife } from './shrink.ts';
import { vectorOf, vectorText } from './vector.ts';

export interface RandomSettings {
  /** How many requests both get, at least. */
  readonly steps: number;
  readonly seed: number;
  readonly features: ReadonlySet<Feature>;
  /** Whether to compare health on random pages, in place of lifecycles. */
  readonly health: boolean;
  /** Whether to stop at the first difference. */
  readonly bail: boolean;
  readonly json: boolean;
}

/** A run ends after this many different bugs. */
const MAX_DIFFERENCES = 10;

/** The totals of a run. */
interface Summary {
  readonly steps: number;
  readonly lifecycles?: number;
  readonly seed: number;
  readonly differences: number;
}

const numbered = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** How many differences of one step are shown. The rest mostly follow from them. */
const MAX_SHOWN = 8;

type Why = Pick<Mismatch, 'differences' | 'moreDifferences' | 'broken'>;

/** Sorts differences, so that those that a host or a screen would notice come first. */
function shortened({ differences, moreDifferences = 0, broken }: Why) {
  const isOfRecord = ({ path }: Difference) => path.startsWith('record');
  const sorted = [
    ...differences.filter((one) => !isOfRecord(one)),
    ...differences.filter(isOfRecord),
  ];
  const more = Math.max(0, sorted.length - MAX_SHOWN) + moreDifferences;
  return { differences: sorted.slice(0, MAX_SHOWN), moreDifferences: more, broken };
}

/** A difference that was made as short as possible. */
interface Found {
  readonly kind: string;
  /** The vector in words, and as JSON. */
  text(name: string): string;
  vector(name: string): object;
  readonly why: Why;
}

/** How random requests are made and compared. */
interface Search {
  /**
   * One lifecycle, or one page.
   * @param onStep Called for each request.
   * @param isKnown Whether a difference of this kind was found before, so that it need not be made short.
   */
  run(
    random: RandomSource,
    onStep: () => void,
    isKnown: (kind: string) => boolean,
  ): Promise<Found | null>;
}

const ofLives = ({ features }: RandomSettings, pair: Pair): Search => ({
  async run(random, onStep, isKnown) {
    const lifecycle = randomLife(random, features);
    const first = await live(lifecycle, pair, onStep);
    if (!first || isKnown(kindOf(first))) return null;
    const { lived, ...why } = await shrinkLife(lifecycle, first, pair);
    return {
      kind: kindOf(first),
      text: (name) => vectorText(name, lived),
      vector: (name) => vectorOf(name, lived),
      why,
    };
  },
});

const ofPages = (pair: Pair): Search => ({
  async run(random, onStep, isKnown) {
    onStep();
    const found = await differenceOnPage(random, pair, isKnown);
    if (!found) return null;
    return {
      kind: kindOfHealth(found),
      text: (name) => healthText(name, found),
      vector: (name) => healthVector(name, found),
      why: found,
    };
  },
});

/** Lines for people: each difference as a vector, and the answer of the implementation to its last step. */
const textReport = (write: (text: string) => void, room: number) => ({
  found(name: string, { text, why }: Found) {
    const lines = reasonLines(shortened(why), room);
    write(`${text(name)}\n\nThe last step differs:\n${lines.join('\n')}\n\n`);
  },
  end({ steps, lifecycles, seed, differences }: Summary) {
    const ran =
      lifecycles === undefined
        ? numbered(steps, 'random page', 'random pages')
        : `${numbered(steps, 'random step', 'random steps')} in ${numbered(lifecycles, 'lifecycle', 'lifecycles')}`;
    const how =
      differences === 0 ? 'agree' : `show ${numbered(differences, 'difference', 'differences')}`;
    write(`${ran} (--seed ${seed}) ${how}.\n`);
  },
});

const jsonReport = (write: (text: string) => void) => ({
  found(name: string, { text, vector, why }: Found) {
    const { differences, moreDifferences, broken } = why;
    const more = moreDifferences === undefined ? {} : { moreDifferences };
    write(jsonLine({ vector: vector(name), text: text(name), differences, ...more, broken }));
  },
  end: (summary: Summary) => write(jsonLine(summary)),
});

/**
 * Runs random lifecycles, or random pages, in the implementation and in the reference, until there are enough requests.
 * Everything in the answers is compared. Each difference is made as short as possible and printed once.
 */
export async function runRandom(
  settings: RandomSettings,
  pair: Pair,
  { stdout }: Pick<Io, 'stdout'>,
  room: number,
): Promise<ExitCode> {
  const { steps, seed, health, bail, json } = settings;
  const write = (text: string) => stdout.write(text);
  const report = json ? jsonReport(write) : textReport(write, room);
  const search = health ? ofPages(pair) : ofLives(settings, pair);
  const random = createRandom(seed);
  const kinds = new Set<string>();
  let [taken, runs] = [0, 0];
  const most = bail ? 1 : MAX_DIFFERENCES;
  while (taken < steps && kinds.size < most) {
    runs += 1;
    const onStep = () => {
      taken += 1;
    };
    const found = await search.run(random, onStep, (kind) => kinds.has(kind));
    if (!found) continue;
    kinds.add(found.kind);
    report.found(`random-${seed}-${kinds.size}`, found);
  }
  report.end({ steps: taken, ...(!health && { lifecycles: runs }), seed, differences: kinds.size });
  return kinds.size === 0 ? EXIT.done : EXIT.failed;
}
