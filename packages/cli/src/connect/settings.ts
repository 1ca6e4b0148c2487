import { JOBS, type Job, type MemberId } from '@mx-member/machine';
import type { Given } from '../command-line/args.ts';
import { DEFAULT_PASSWORD, DEFAULT_PORT, PACES, type Pace } from '../command-line/options.ts';
import { CliError } from '../errors.ts';
import { isLoopback } from '../inspect/loopback.ts';

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

/** Where a lifecycle is watched: Stately's own viewer, or another that takes `?server=ws://…`. */
export type Viewer = 'stately' | URL;

export interface ConnectSettings {
  readonly source: Source;
  readonly job: Job;
  /** Used in order, one for each question. */
  readonly answers: readonly string[];
  readonly json: boolean;
  readonly pace: Pace;
  /** Absent: it is not watched. */
  readonly viewer?: Viewer;
}

export interface SimulateSettings {
  readonly port: number;
  /** How long each step of a job takes, in ms. */
  readonly step: number;
  /** Rules as they were written. */
  readonly faults: readonly string[];
  readonly json: boolean;
}

/** The environment variables that hold the keys. */
export type Keys = Readonly<Partial<Record<'MX_CLIENT_ID' | 'MX_API_KEY', string | undefined>>>;

const one = (given: Given, name: string): string | undefined => given.get(name)?.[0];

function oneOf<Name extends string>(
  given: Given,
  name: string,
  names: readonly Name[],
  otherwise: Name,
): Name {
  const value = one(given, name) ?? otherwise;
  const found = names.find((candidate) => candidate === value);
  if (found === undefined) throw new CliError(`--${name} must be one of ${names.join(', ')}.`);
  return found;
}

/** A whole number from 0 to `most`. */
export function whole(given: Given, name: string, most: number, otherwise: number): number {
  const value = one(given, name) ?? String(otherwise);
  if (!/^\d{1,10}$/.test(value) || Number(value) > most)
    throw new CliError(`--${name} must be a whole number from 0 to ${most}.`);
  return Number(value);
}

/** A text that is not blank. */
export function filled(given: Given, name: string): string | undefined {
  const value = one(given, name);
  if (value?.trim() === '') throw new CliError(`--${name} must not be empty.`);
  return value;
}

/** A key is not sent to just any address: besides MX's own, only this machine (a simulator) is allowed. */
function environmentOf(given: Given): 'integration' | 'production' | URL {
  const value = one(given, 'environment') ?? 'integration';
  if (value === 'integration' || value === 'production') return value;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isPlain = url !== null && url.href === url.origin + url.pathname;
  if (isPlain && /^https?:$/.test(url.protocol) && isLoopback(url)) return url;
  throw new CliError('--environment must be integration or production.');
}

const WITH_KEYS = ['user', 'member', 'environment'] as const;

function sourceOf(given: Given, { MX_CLIENT_ID, MX_API_KEY }: Keys): Source {
  if (!MX_CLIENT_ID && !MX_API_KEY) {
    const stray = WITH_KEYS.find((name) => given.has(name));
    if (stray)
      throw new CliError(`--${stray} needs MX_CLIENT_ID and MX_API_KEY in the environment.`);
    return { kind: 'simulator', password: filled(given, 'password') ?? DEFAULT_PASSWORD };
  }
  if (!MX_CLIENT_ID || !MX_API_KEY)
    throw new CliError(
      `${MX_CLIENT_ID ? 'MX_API_KEY' : 'MX_CLIENT_ID'} is missing in the environment: set both to talk to MX, or neither to use the simulator.`,
    );
  if (MX_CLIENT_ID.includes(':'))
    throw new CliError('MX_CLIENT_ID must not hold a colon: is it the client id alone?');
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
    clientId: MX_CLIENT_ID,
    apiKey: MX_API_KEY,
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
  const viewer = viewerOf(given);
  return {
    source,
    job: oneOf(given, 'job', JOBS, 'aggregate'),
    answers,
    json: given.has('json'),
    pace,
    ...(viewer && { viewer }),
  };
}

/**
 * What `simulate` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function simulateSettings(given: Given): SimulateSettings {
  return {
    port: whole(given, 'port', 65_535, DEFAULT_PORT),
    step: whole(given, 'step', 600_000, 1_000),
    faults: given.get('fault') ?? [],
    json: given.has('json'),
  };
}
