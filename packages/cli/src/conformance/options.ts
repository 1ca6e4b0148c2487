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

/** What `conformance` is given, as the parser and the help know it. */
export const CONFORMANCE_COMMAND = {
  about: 'Check an implementation in any language against the conformance vectors.',
  rest: '<command> [args…]',
  options: {
    vectors: {
      value: 'directory',
      about: 'The vectors. Default: those that come with @mx-member/machine.',
    },
    health: {
      about: 'The experimental vectors about the health of a connection, and no others.',
    },
    filter: {
      value: 'text',
      about: 'Only vectors with this in their id, or those of a rule, such as V4.',
    },
    random: {
      value: 'steps',
      about:
        'In place of vectors, make so many random steps in the command and in the machine of this package, with damaged records and malformed events among them. A difference is made as short as possible and printed as a vector.',
    },
    seed: {
      value: 'number',
      about:
        'What the random steps come from: the same number, the same steps. Default: the clock.',
    },
    features: {
      value: 'list',
      about: `What the command supports, with commas between; "none" for nothing. Default: ${FEATURES.join(',')}.`,
    },
    'spec-version': {
      value: 'version',
      about:
        'The version of the specification that the command follows, such as 1.1.0. The run says when the vectors are of another one.',
    },
    'known-failing': {
      value: 'file',
      about:
        'Ids of vectors that may fail, one a line; # begins a comment. The run fails when one of them passes.',
    },
    bail: { about: 'End at the first vector that fails.' },
    timeout: {
      value: 'ms',
      about: `How long one answer may take. Default: ${DEFAULT_TIMEOUT}.`,
    },
    junit: {
      value: 'file',
      about: 'Write the results for a CI server as well, whatever happens to the run.',
    },
    json: {
      about: 'Print one JSON object a line for each vector, and last the numbers or an error.',
    },
  },
  notes: [
    "The command is started without a shell. It reads a request a line and writes an answer a line, both JSON; the README of @mx-member/machine/spec has the protocol. When it crashes or hangs it is started again for the next vector, but not after 10 in a row. Without a command, this package's own machine is checked.",
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
  /** What is checked; `null` is the machine of this package. */
  readonly command: readonly [string, ...string[]] | null;
  /** A directory; `null` is the one that comes with the machine. */
  readonly vectors: string | null;
  /** The vectors about health in place of those of the lifecycle. */
  readonly health: boolean;
  /** Part of an id, or the number of a rule; `null` takes all. */
  readonly filter: string | null;
  /** The file to write; `null` writes none. */
  readonly junit: string | null;
  readonly json: boolean;
  /** Random steps in place of vectors; `null` runs vectors. */
  readonly random: { readonly steps: number; readonly seed: number } | null;
  /** What the implementation supports. */
  readonly features: ReadonlySet<Feature>;
  /** The version of the specification that the implementation follows; `null` where nobody says. */
  readonly specVersion: string | null;
  /** A file with the ids of vectors that may fail; `null` for none. */
  readonly knownFailing: string | null;
  /** End at the first vector that fails. */
  readonly bail: boolean;
  /** How long one answer may take, in ms. */
  readonly timeout: number;
}

/** The features of a list. @throws {CliError} when there is no such feature. */
function featuresOf(given: GivenOptions): ReadonlySet<Feature> {
  const names = (nonBlankOf(given, 'features') ?? FEATURES.join(',')).split(',');
  const chosen = names.filter((name) => name !== 'none');
  const isFeature = (name: string): name is Feature =>
    (FEATURES as readonly string[]).includes(name);
  if (chosen.every(isFeature)) return new Set(chosen);
  throw new CliError(`--features: expected are ${FEATURES.join(', ')}, or none.`);
}

/** @throws {CliError} for anything that is not three numbers. */
function specVersionOf(given: GivenOptions): string | null {
  const version = nonBlankOf(given, 'spec-version') ?? null;
  if (version === null || isSpecVersion(version)) return version;
  throw new CliError('--spec-version: expected is a version such as 1.1.0.');
}

/** Only a run of vectors takes these. */
const OF_VECTORS = [
  ...(['vectors', 'health', 'filter', 'junit', 'known-failing'] as const),
  'spec-version' as const,
];

/** What `--random` asks for. @throws {CliError} beside an option that is for vectors. */
function randomOf(given: GivenOptions): ConformanceSettings['random'] {
  if (!given.has('random')) {
    if (given.has('seed')) throw new CliError('--seed is for --random.');
    return null;
  }
  const other = OF_VECTORS.find((name) => given.has(name));
  if (other) throw new CliError(`Give either --random or --${other}, not both.`);
  const steps = wholeNumberOf(given, 'random', 1_000_000_000, 0);
  if (steps === 0) throw new CliError('--random must be at least 1.');
  return { steps, seed: wholeNumberOf(given, 'seed', 4_294_967_295, Date.now() % 1_000_000) };
}

/**
 * What `conformance` is to do.
 * @param words The command to check and its arguments; none for the machine of this package.
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
  if (timeout === 0) throw new CliError('--timeout must be at least 1.');
  return {
    command: file === undefined ? null : [file, ...args],
    vectors: nonBlankOf(given, 'vectors') ?? null,
    health: given.has('health'),
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
