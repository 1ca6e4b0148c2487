import { CliError } from '../common/errors.ts';
import {
  type CommandSpec,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import { FEATURES, type Feature } from './features.ts';
import { isSpecVersion } from './spec-version.ts';

/** In ms. */
const DEFAULT_TIMEOUT = 5_000;

/** The options of `conformance`, for the parser and the help. */
export const CONFORMANCE_COMMAND = {
  about: 'Test an implementation in any language against the conformance vectors.',
  rest: '<command> [args…]',
  options: {
    vectors: {
      value: 'path',
      about:
        'A directory of vectors, or a file such as the package’s vectors.ndjson.gz. Default: the vectors of the specification.',
    },
    health: {
      about:
        'Run only the experimental vectors about the health of a connection; with --random, compare health on random pages.',
    },
    refusals: {
      about:
        'Run only the requests that must be refused: one for each constraint of the schemas of input, event and record.',
    },
    filter: {
      value: 'text',
      about:
        'Run only the vector with this id, such as verdicts-same; otherwise all vectors with this text in their id, or the vectors of one rule, such as V4.',
    },
    random: {
      value: 'steps',
      about:
        'In place of vectors, make so many random steps in the command and in the machine of this package, with damaged records and malformed events among them. A difference is made as short as possible and printed as a vector.',
    },
    seed: {
      value: 'number',
      about:
        'The seed of the random steps: the same seed gives the same steps. Default: from the clock.',
    },
    features: {
      value: 'list',
      about: `The features that the command supports, separated by commas, or "none". Default: ${FEATURES.join(',')}.`,
    },
    'spec-version': {
      value: 'version',
      about:
        'The version of the specification that the command follows, such as 2.0.0. The run says when the vectors are of another one.',
    },
    'known-failing': {
      value: 'file',
      about:
        'A file with the ids of vectors that may fail, one per line; # begins a comment. The run fails if one of them passes.',
    },
    bail: {
      about:
        'Stop at the first vector that fails. Vectors run in the order in which a port grows: begin, start, polls, answers, cancel, hints, faults, recover, refusals. In each of these stages the shortest vector is first.',
    },
    timeout: {
      value: 'ms',
      about: `The longest time for one answer. Default: ${DEFAULT_TIMEOUT}.`,
    },
    junit: {
      value: 'file',
      about: 'Also write the results to this file for a CI server, even if the run ends early.',
    },
    json: {
      about: 'Print one JSON object per line: each vector, and last the totals or an error.',
    },
  },
  notes: [
    "The command runs without a shell. It reads one JSON request per line and writes one JSON answer per line. Each answer must be written at once, so flush after it. If the command crashes or hangs, it is started again for the next vector, but not after 10 in a row. Without a command, this package's own machine is tested.",
    'The specification has the format in its chapter "The protocol": the page "Specification" of the site, packages/machine/spec/README.md in the repository.',
    'Exit codes: 0 all pass, 1 some fail, 2 wrong usage or a command that does not speak the protocol, 130 Ctrl-C.',
  ],
  examples: [
    'mx-member conformance -- python3 my_implementation.py',
    'mx-member conformance --filter V4 --bail -- ./my-implementation --quiet',
    'mx-member conformance --random 100000 --seed 1 -- ./my-implementation',
    'mx-member conformance --junit results.xml -- node my-implementation.js',
  ],
} as const satisfies CommandSpec;

export interface ConformanceSettings {
  /** The command under test; `null` for the machine of this package. */
  readonly command: readonly [string, ...string[]] | null;
  /** A directory or a file; `null` for the vectors of the specification. */
  readonly vectors: string | null;
  /** Whether to run the vectors about health instead of the vectors of the lifecycle. */
  readonly health: boolean;
  /** Whether to run the requests that must be refused instead of the vectors. */
  readonly refusals: boolean;
  /** Part of an id, or the number of a rule; `null` for all vectors. */
  readonly filter: string | null;
  /** The file to write; `null` for none. */
  readonly junit: string | null;
  readonly json: boolean;
  /** Random steps instead of vectors; `null` for vectors. */
  readonly random: { readonly steps: number; readonly seed: number } | null;
  /** The features that the implementation supports. */
  readonly features: ReadonlySet<Feature>;
  /** The version of the specification that the implementation follows; `null` where nobody says. */
  readonly specVersion: string | null;
  /** A file with the ids of vectors that may fail; `null` for none. */
  readonly knownFailing: string | null;
  /** Whether to stop at the first vector that fails. */
  readonly bail: boolean;
  /** How long one answer may take, in ms. */
  readonly timeout: number;
}

/** Reads `--features`. @throws {CliError} for an unknown feature. */
function featuresOf(given: GivenOptions): ReadonlySet<Feature> {
  const names = (nonBlankOf(given, 'features') ?? FEATURES.join(',')).split(',');
  const chosen = names.filter((name) => name !== 'none');
  const isFeature = (name: string): name is Feature =>
    (FEATURES as readonly string[]).includes(name);
  if (chosen.every(isFeature)) return new Set(chosen);
  throw new CliError(`--features must be a list of ${FEATURES.join(', ')}, or none.`);
}

/** @throws {CliError} for anything that is not three numbers. */
function specVersionOf(given: GivenOptions): string | null {
  const version = nonBlankOf(given, 'spec-version') ?? null;
  if (version === null || isSpecVersion(version)) return version;
  throw new CliError('--spec-version: expected is a version such as 2.0.0.');
}

/** Options that only a run of vectors takes. */
const OF_VECTORS = [
  ...(['vectors', 'refusals', 'filter', 'junit', 'known-failing'] as const),
  'spec-version' as const,
];

/** Reads `--random`. @throws {CliError} beside an option for vectors. */
function randomOf(given: GivenOptions): ConformanceSettings['random'] {
  if (!given.has('random')) {
    if (given.has('seed')) throw new CliError('--seed needs --random.');
    return null;
  }
  const other = OF_VECTORS.find((name) => given.has(name));
  if (other) throw new CliError(`Give either --random or --${other}, not both.`);
  const steps = wholeNumberOf(given, 'random', 1_000_000_000, 0);
  if (steps === 0) throw new CliError('--random must be at least 1.');
  return { steps, seed: wholeNumberOf(given, 'seed', 4_294_967_295, Date.now() % 1_000_000) };
}

/**
 * Reads the settings of `conformance`.
 * @param words The command under test and its arguments; empty for the machine of this package.
 * @throws {CliError} that names the option and what was expected.
 */
export function conformanceSettings(
  given: GivenOptions,
  words: readonly string[],
): ConformanceSettings {
  const [file, ...args] = words;
  if (file === '') throw new CliError("The command after '--' must not be empty.");
  const timeout = wholeNumberOf(given, 'timeout', 600_000, DEFAULT_TIMEOUT);
  if (given.has('health') && given.has('vectors'))
    throw new CliError('Give either --health or --vectors, not both.');
  const other = (['health', 'vectors'] as const).find((name) => given.has(name));
  if (given.has('refusals') && other)
    throw new CliError(`Give either --refusals or --${other}, not both.`);
  if (timeout === 0) throw new CliError('--timeout must be at least 1.');
  return {
    command: file === undefined ? null : [file, ...args],
    vectors: nonBlankOf(given, 'vectors') ?? null,
    health: given.has('health'),
    refusals: given.has('refusals'),
    filter: nonBlankOf(given, 'filter') ?? null,
    junit: nonBlankOf(given, 'junit') ?? null,
    json: given.has('json'),
    random: randomOf(given),
    features: featuresOf(given),
    specVersion: specVersionOf(given),
    knownFailing: nonBlankOf(given, 'known-failing') ?? null,
    bail: given.has('bail'),
    timeout,
  };
}
