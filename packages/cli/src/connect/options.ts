import { JOBS, type Job, type MemberId } from '@mx-member/machine';
import { ANSWERS, PASSWORDS } from '@mx-member/simulator';
import { CliError } from '../common/errors.ts';
import { hostUrlOf } from '../common/host-url.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../common/mx-keys.ts';
import {
  type CommandSpec,
  choiceOf,
  type GivenOptions,
  nonBlankOf,
  optionOf,
} from '../common/options.ts';
import { givenPace, PACES, type PaceName } from '../common/pacing.ts';
import type { Viewer } from '../inspect/inspection.ts';
import type { HostAddress } from './at-host.ts';

const DEFAULT_PASSWORD = 'simulate:options,token';

/** The options of `connect`, for the parser and the help. */
export const CONNECT_COMMAND = {
  about: 'Connect one member: start a job, answer the questions of the bank, show the outcome.',
  options: {
    answer: {
      value: 'value',
      repeatable: true,
      about: 'The answer to the next question. Repeat the option for more questions.',
    },
    'answers-from': {
      value: 'file',
      about: 'Read the answers from a file, one per line; - is the standard input.',
    },
    job: { value: 'job', about: 'The job to run. Default: aggregate.' },
    json: {
      about:
        'Print one JSON object per line: each change, the number of accounts and transactions, and last the outcome or an error.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast reads more often than every 3 s: for the simulator only.`,
    },
    inspect: {
      about: "Show the lifecycle live in Stately's inspector, at the address that is printed.",
    },
    'inspect-url': {
      value: 'url',
      about: 'Show the lifecycle in this viewer instead. Its address gets ?server=ws://….',
    },
    password: {
      value: 'word',
      about: `Without keys: the password at the simulated bank. Default: ${DEFAULT_PASSWORD}.`,
    },
    at: {
      value: 'url',
      about: 'Connect through a running mx-member serve at this address, with its MX_MEMBER_TOKEN.',
    },
    user: { value: 'USR-…', about: 'With keys or --at: the user at MX.' },
    member: { value: 'MBR-…', about: 'With keys or --at: the member of that user.' },
    environment: {
      value: 'name',
      about:
        'With keys: integration, production, or the address of a simulator on this computer. Default: integration.',
    },
  },
  tables: {
    Passwords: PASSWORDS.map(({ password, meaning }) => [password, meaning] as const),
    Answers: ANSWERS.map(({ answer, meaning }) => [answer, meaning] as const),
  },
  notes: [
    `Jobs: ${JOBS.join(', ')}.`,
    'Other users of this computer can see the value of --answer in the list of processes. Use --answers-from for a real code. It reads a line when its question is asked, and skips blank lines.',
    'For a screen reader, set ACCESSIBLE=1 in the environment: then nothing on the screen moves.',
    "Without keys, it simulates MX's test bank on this computer, without a network.",
    'With MX_CLIENT_ID and MX_API_KEY in the environment, it calls MX and needs --user and --member.',
    'With --at, the server runs the member. It goes on when it is killed and started again, and this command waits for it. Ctrl-C cancels the lifecycle. One that has ended is shown, and in a terminal you are asked whether to start again.',
    'The inspector is a page on 127.0.0.1 with a frame from https://stately.ai. The frame gets events and states, but no answer, credential or guid of a user or member. Choose another viewer with --inspect-url.',
    'Exit codes: 0 connected, 1 failed, 2 wrong usage or not enough answers, 130 Ctrl-C.',
  ],
  examples: [
    'mx-member connect',
    'mx-member connect --json --answer correct --answer correct',
    'mx-member connect --password UNAUTHORIZED',
    'mx-member connect --at http://127.0.0.1:3998 --user USR-… --member MBR-…',
    'read-code | mx-member connect --answers-from -',
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member connect --user USR-… --member MBR-… --job verify',
  ],
} as const satisfies CommandSpec;

/** Where the member is: at the simulated bank of this process, at a host, or at MX. */
export type ConnectSource =
  | { readonly kind: 'simulator'; readonly password: string }
  | { readonly kind: 'host'; readonly address: HostAddress; readonly member: MemberId }
  | {
      readonly kind: 'mx';
      readonly clientId: string;
      readonly apiKey: string;
      readonly environment: Environment;
      readonly member: MemberId;
    };

/** The environment variables that are read. */
type ConnectKeys = Keys & { readonly MX_MEMBER_TOKEN?: string | undefined };

export interface ConnectSettings {
  readonly source: ConnectSource;
  readonly job: Job;
  /** The answers, in the order of the questions. */
  readonly answers: readonly string[];
  /** A file with answers to use instead, or `-` for the standard input. */
  readonly answersFrom?: string;
  readonly json: boolean;
  readonly pace: PaceName;
  /** Absent without an inspector. */
  readonly viewer?: Viewer;
}

const WITH_KEYS = ['user', 'member', 'environment'] as const;

/** The member that the options name. @throws {CliError} if one of its guids is missing. */
function memberOf(given: GivenOptions, because: string): MemberId {
  const [userGuid, memberGuid] = [nonBlankOf(given, 'user'), nonBlankOf(given, 'member')];
  if (userGuid === undefined || memberGuid === undefined)
    throw new CliError(
      `--${userGuid === undefined ? 'user' : 'member'} is missing: with ${because}, give --user USR-… and --member MBR-….`,
    );
  return { userGuid, memberGuid };
}

/** What this process decides when it runs the member itself. At a host, the host decides. */
const NOT_AT_HOST = ['password', 'environment', 'inspect', 'inspect-url', 'pace'] as const;

function hostOf(given: GivenOptions, { MX_MEMBER_TOKEN }: ConnectKeys): ConnectSource | null {
  const url = hostUrlOf(given);
  if (url === null) return null;
  const stray = NOT_AT_HOST.find((name) => given.has(name));
  if (stray) throw new CliError(`--${stray} is not for --at: the server decides it.`);
  const address = { url, token: MX_MEMBER_TOKEN || null };
  return { kind: 'host', address, member: memberOf(given, '--at') };
}

function sourceOf(given: GivenOptions, env: ConnectKeys): ConnectSource {
  const host = hostOf(given, env);
  if (host) return host;
  const keys = keysOf(env);
  if (keys === null) {
    const stray = WITH_KEYS.find((name) => given.has(name));
    if (stray)
      throw new CliError(
        `--${stray} needs MX_CLIENT_ID and MX_API_KEY in the environment. Without keys and without --${stray}, mx-member connect plays with a simulated bank.`,
      );
    return { kind: 'simulator', password: nonBlankOf(given, 'password') ?? DEFAULT_PASSWORD };
  }
  if (given.has('password'))
    throw new CliError(
      '--password is for the simulator, but MX_CLIENT_ID and MX_API_KEY are set: MX already has the password.',
    );
  const environment = environmentOf(given);
  return {
    kind: 'mx',
    ...keys,
    environment,
    member: memberOf(given, 'MX_CLIENT_ID and MX_API_KEY set'),
  };
}

function viewerOf(given: GivenOptions): Viewer | null {
  const value = optionOf(given, 'inspect-url');
  if (value === undefined) return given.has('inspect') ? 'stately' : null;
  const url = URL.canParse(value) ? new URL(value) : null;
  // The page's security policy contains the host, where a semicolon would begin another rule.
  const isPlain = url !== null && /^[\w.:[\]-]+$/.test(url.host);
  if (!isPlain || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CliError(
      '--inspect-url must be the address of a viewer, such as http://localhost:5173/viewer.html.',
    );
  return url;
}

/**
 * Reads the settings of `connect`.
 * @throws {CliError} The message names the option and what was expected.
 */
export function connectSettings(given: GivenOptions, keys: ConnectKeys): ConnectSettings {
  const source = sourceOf(given, keys);
  const pace = givenPace(given, source.kind === 'mx' ? source.environment : null);
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
