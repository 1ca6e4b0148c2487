import { JOBS, type Job, type MemberId } from '@mx-member/machine';
import { filled, type Given, one, oneOf } from '../command-line/values.ts';
import { CliError } from '../errors.ts';
import type { Viewer } from '../inspect/inspection.ts';
import { environmentOf, type Keys, keysOf } from '../keys.ts';
import { PACES, type Pace } from '../pacing.ts';
import { DEFAULT_PASSWORD } from './options.ts';

/** Where the member lives: at the simulated bank of this process, or at MX. */
export type Source =
  | { readonly kind: 'simulator'; readonly password: string }
  | {
      readonly kind: 'mx';
      readonly clientId: string;
      readonly apiKey: string;
      readonly environment: 'integration' | 'production' | URL;
      readonly member: MemberId;
    };

export interface ConnectSettings {
  readonly source: Source;
  readonly job: Job;
  /** Used in order, one for each question. */
  readonly answers: readonly string[];
  /** A file with answers to use in place of those, or `-` for the standard input. */
  readonly answersFrom?: string;
  readonly json: boolean;
  readonly pace: Pace;
  /** Absent: it is not watched. */
  readonly viewer?: Viewer;
}

const WITH_KEYS = ['user', 'member', 'environment'] as const;

function sourceOf(given: Given, env: Keys): Source {
  const keys = keysOf(env);
  if (keys === null) {
    const stray = WITH_KEYS.find((name) => given.has(name));
    if (stray)
      throw new CliError(`--${stray} needs MX_CLIENT_ID and MX_API_KEY in the environment.`);
    return { kind: 'simulator', password: filled(given, 'password') ?? DEFAULT_PASSWORD };
  }
  if (given.has('password'))
    throw new CliError(
      '--password is for the simulator, but MX_CLIENT_ID and MX_API_KEY are set: MX has the password already.',
    );
  const environment = environmentOf(given);
  const [userGuid, memberGuid] = [filled(given, 'user'), filled(given, 'member')];
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

function viewerOf(given: Given): Viewer | null {
  const value = one(given, 'inspect-url');
  if (value === undefined) return given.has('inspect') ? 'stately' : null;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password)
    throw new CliError(
      '--inspect-url must be the address of a viewer, such as http://localhost:5173/viewer.html.',
    );
  return url;
}

/**
 * What `connect` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function connectSettings(given: Given, keys: Keys): ConnectSettings {
  const source = sourceOf(given, keys);
  const pace = oneOf(given, 'pace', PACES, 'normal');
  if (pace === 'fast' && source.kind === 'mx' && typeof source.environment === 'string')
    throw new CliError('--pace fast is for the simulator: MX asks for 3 s between two readings.');
  const answers = given.get('answer') ?? [];
  if (answers.some((answer) => answer.trim() === ''))
    throw new CliError('--answer must not be empty.');
  const answersFrom = filled(given, 'answers-from');
  if (answersFrom !== undefined && answers.length > 0)
    throw new CliError('Give either --answer or --answers-from, not both.');
  const viewer = viewerOf(given);
  return {
    source,
    job: oneOf(given, 'job', JOBS, 'aggregate'),
    answers,
    json: given.has('json'),
    pace,
    ...(answersFrom !== undefined && { answersFrom }),
    ...(viewer && { viewer }),
  };
}
