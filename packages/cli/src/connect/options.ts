import { JOBS, type Job, type MemberId } from '@mx-member/machine';
import { ANSWERS, PASSWORDS } from '@mx-member/simulator';
import { CliError } from '../common/errors.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../common/mx-keys.ts';
import {
  type CommandSpec,
  choiceOf,
  type GivenOptions,
  nonBlankOf,
  optionOf,
} from '../common/options.ts';
import { PACES, type PaceName } from '../common/pacing.ts';
import type { Viewer } from '../inspect/inspection.ts';

const DEFAULT_PASSWORD = 'simulate:options,token';

/** What `connect` is given, as the parser and the help know it. */
export const CONNECT_COMMAND = {
  about: 'Run the lifecycle of one member, from the start of a job to its end.',
  options: {
    answer: {
      value: 'value',
      repeatable: true,
      about: 'Answer to the next question; repeat it for the questions after that.',
    },
    'answers-from': {
      value: 'file',
      about: 'Read the answers from there instead, one a line; - is the standard input.',
    },
    job: { value: 'job', about: 'The job to run. Default: aggregate.' },
    json: {
      about:
        'Print one JSON object a line: each change, how much there is to read, and last the outcome or an error.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
    },
    inspect: { about: "Show it live in Stately's inspector; the address is printed." },
    'inspect-url': {
      value: 'url',
      about: 'Show it in this viewer instead, which is given ?server=ws://….',
    },
    password: {
      value: 'word',
      about: `Without keys: password at the simulated bank. Default: ${DEFAULT_PASSWORD}.`,
    },
    user: { value: 'USR-…', about: 'With keys: the user at MX.' },
    member: { value: 'MBR-…', about: 'With keys: the member of that user.' },
    environment: {
      value: 'name',
      about: 'With keys: integration or production. Default: integration.',
    },
  },
  tables: {
    Passwords: PASSWORDS.map(({ password, meaning }) => [password, meaning] as const),
    Answers: ANSWERS.map(({ answer, meaning }) => [answer, meaning] as const),
  },
  notes: [
    `Jobs: ${JOBS.join(', ')}.`,
    'A value of --answer can be seen in the list of processes. For a real code use --answers-from: a line is read when its question is asked, blank lines are skipped.',
    'ACCESSIBLE=1 in the environment asks in lines of text that do not move, for a screen reader.',
    "Without keys it runs MX's test bank on this machine, offline.",
    'With MX_CLIENT_ID and MX_API_KEY in the environment it talks to MX; --user and --member are needed then.',
    'The inspector is a page on 127.0.0.1 with a frame from https://stately.ai, which is sent events and states but no answer, no credential and no guid of a user or member. --inspect-url takes another viewer.',
    'Exit codes: 0 connected, 1 failed, 2 wrong usage or not enough answers, 130 Ctrl-C.',
  ],
  examples: [
    'mx-member connect',
    'mx-member connect --json --answer correct --answer correct',
    'mx-member connect --password UNAUTHORIZED',
    'read-code | mx-member connect --answers-from -',
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member connect --user USR-… --member MBR-… --job verify',
  ],
} as const satisfies CommandSpec;

/** Where the member lives: at the simulated bank of this process, or at MX. */
export type ConnectSource =
  | { readonly kind: 'simulator'; readonly password: string }
  | {
      readonly kind: 'mx';
      readonly clientId: string;
      readonly apiKey: string;
      readonly environment: Environment;
      readonly member: MemberId;
    };

export interface ConnectSettings {
  readonly source: ConnectSource;
  readonly job: Job;
  /** Used in order, one for each question. */
  readonly answers: readonly string[];
  /** A file with answers to use in place of those, or `-` for the standard input. */
  readonly answersFrom?: string;
  readonly json: boolean;
  readonly pace: PaceName;
  /** Absent: it is not watched. */
  readonly viewer?: Viewer;
}

const WITH_KEYS = ['user', 'member', 'environment'] as const;

function sourceOf(given: GivenOptions, env: Keys): ConnectSource {
  const keys = keysOf(env);
  if (keys === null) {
    const stray = WITH_KEYS.find((name) => given.has(name));
    if (stray)
      throw new CliError(`--${stray} needs MX_CLIENT_ID and MX_API_KEY in the environment.`);
    return { kind: 'simulator', password: nonBlankOf(given, 'password') ?? DEFAULT_PASSWORD };
  }
  if (given.has('password'))
    throw new CliError(
      '--password is for the simulator, but MX_CLIENT_ID and MX_API_KEY are set: MX has the password already.',
    );
  const environment = environmentOf(given);
  const [userGuid, memberGuid] = [nonBlankOf(given, 'user'), nonBlankOf(given, 'member')];
  if (userGuid === undefined || memberGuid === undefined)
    throw new CliError(
      `--${userGuid === undefined ? 'user' : 'member'} is missing: with MX_CLIENT_ID and MX_API_KEY set, --user USR-… and --member MBR-… say whom to connect.`,
    );
  return {
    kind: 'mx',
    ...keys,
    environment,
    member: { userGuid, memberGuid },
  };
}

function viewerOf(given: GivenOptions): Viewer | null {
  const value = optionOf(given, 'inspect-url');
  if (value === undefined) return given.has('inspect') ? 'stately' : null;
  const url = URL.canParse(value) ? new URL(value) : null;
  // The host stands in a policy of the page, where a semicolon would begin another rule.
  const isPlain = url !== null && /^[\w.:[\]-]+$/.test(url.host);
  if (!isPlain || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CliError(
      '--inspect-url must be the address of a viewer, such as http://localhost:5173/viewer.html.',
    );
  return url;
}

/**
 * What `connect` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function connectSettings(given: GivenOptions, keys: Keys): ConnectSettings {
  const source = sourceOf(given, keys);
  const pace = choiceOf(given, 'pace', PACES, 'normal');
  if (pace === 'fast' && source.kind === 'mx' && typeof source.environment === 'string')
    throw new CliError('--pace fast is for the simulator: MX asks for 3 s between two readings.');
  const answers = given.get('answer') ?? [];
  if (answers.some((answer) => answer.trim() === ''))
    throw new CliError('--answer must not be empty.');
  const answersFrom = nonBlankOf(given, 'answers-from');
  if (answersFrom !== undefined && answers.length > 0)
    throw new CliError('Give either --answer or --answers-from, not both.');
  const viewer = viewerOf(given);
  return {
    source,
    job: choiceOf(given, 'job', JOBS, 'aggregate'),
    answers,
    json: given.has('json'),
    pace,
    ...(answersFrom !== undefined && { answersFrom }),
    ...(viewer && { viewer }),
  };
}
