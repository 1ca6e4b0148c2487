import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { CliError } from '../common/errors.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../common/mx-keys.ts';
import {
  type CommandSpec,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import { givenPace, PACES, type PaceName } from '../common/pacing.ts';
import { traceKeyOf } from '../common/trace-key.ts';
import { withEnvironment } from './environment.ts';

const DEFAULT_PORT = 3998;
const DEFAULT_FILE = 'members.db';
const DEFAULT_RATE = 20;

/** The options of `serve`, for the parser and the help. */
export const SERVE_COMMAND = {
  about: 'Run many members behind an HTTP API, and keep them in a file or a database.',
  options: {
    port: {
      value: 'number',
      about: `The port; 0 for any free one. Default: ${DEFAULT_PORT}.`,
    },
    listen: {
      value: 'address',
      about:
        'With keys: the address to listen on, such as 0.0.0.0 in a container. Default: 127.0.0.1.',
    },
    'metrics-port': {
      value: 'number',
      about: 'A second port for /metrics, /livez, /readyz and backups only. Default: none.',
    },
    drain: {
      value: 'ms',
      about: 'How long it serves after SIGTERM without starting anything. Default: 0.',
    },
    file: { value: 'file', about: `Keep members in this SQLite file. Default: ${DEFAULT_FILE}.` },
    create: { about: 'Begin without members in a --file that is there and empty.' },
    postgres: {
      about:
        'Keep members in PostgreSQL at DATABASE_URL. A second process waits until the first one ends.',
    },
    restate: {
      value: 'address',
      about: 'Run members in the workers of a Restate cluster. The address is its ingress.',
    },
    'seal-key': {
      value: 'file',
      about: 'With --restate: the file with the public key that seals answers for the workers.',
    },
    trace: {
      value: 'file',
      about: 'Append each step of each member to this file, without secrets, for mx-member replay.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast reads more often than every 3 s: for the simulator only.`,
    },
    step: {
      value: 'ms',
      about: 'Without keys: the duration of each step of a job. Default: 1000.',
    },
    environment: {
      value: 'name',
      about:
        'With keys: integration, production, or the address of a simulator on this computer. Default: integration.',
    },
    'requests-per-second': {
      value: 'number',
      about: `With keys: how many requests per second this process may send to MX. Default: ${DEFAULT_RATE}.`,
    },
    'public-host': {
      value: 'name',
      repeatable: true,
      about: 'A host name that callers use through your proxy, besides localhost.',
    },
    json: { about: 'Print the addresses as one line of JSON.' },
  },
  notes: [
    'Without keys, it simulates MX in the same process and keeps the bank in a file beside the members.',
    'With MX_CLIENT_ID and MX_API_KEY in the environment, it calls MX. Each caller must then send "Authorization: Bearer" with the token in MX_MEMBER_TOKEN. It speaks plain HTTP, so put a proxy with TLS in front of it.',
    'To receive webhooks at /webhooks/mx, set MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD to the login that is set at MX. Without keys, the simulated MX sends its webhooks with the same login.',
    'With --restate, members run in your workers (createMemberService of @mx-member/restate), and only the simulated bank is kept here. The workers call MX, or the simulated MX at its address.',
    'The log is JSON lines on the standard error, without secrets. GET /livez answers 200 while the process works, and GET /readyz while it takes starts. Ctrl-C or SIGTERM stops it. Running members are saved, and go on at the next start.',
    'A trace never contains an answer, a credential or a key. Guids and texts become pseudonyms. They depend on the key in MX_MEMBER_TRACE_KEY (32 hexadecimal digits or more), or on a random key for each run.',
    'Each option can also be set in the environment: MX_MEMBER_PORT is --port. The command line takes precedence.',
    'Exit codes: 0 stopped by a signal, 1 the port, a file or a key cannot be opened, 2 wrong usage or a file in use.',
  ],
  examples: [
    'mx-member serve',
    'mx-member serve --port 8080 --file /var/lib/members.db',
    'mx-member serve --restate http://restate.internal:8080 --seal-key seal.json',
    'MX_CLIENT_ID=… MX_API_KEY=… MX_MEMBER_TOKEN=… mx-member serve --public-host members.example',
  ],
} as const satisfies CommandSpec;

/** The login that MX must send with its webhooks. */
export interface WebhookLogin {
  readonly username: string;
  readonly password: string;
}

/** Which MX is called: the simulated one in this process, or the real one. */
export type ServeSource = {
  /** The login that is set at MX; `null` without webhooks. The simulated MX sends it too. */
  readonly webhookLogin: WebhookLogin | null;
  /** `fast` only where MX is simulated. */
  readonly pace: PaceName;
} & (
  | { readonly kind: 'simulator'; readonly step: number }
  | {
      readonly kind: 'mx';
      readonly clientId: string;
      readonly apiKey: string;
      readonly environment: Environment;
      readonly requestsPerSecond: number;
    }
);

/** Members run in workers of `createMemberService`. */
export interface RestateSettings {
  readonly ingress: string;
  /** The file with the public key that seals answers. */
  readonly sealKey: string;
}

export interface ServeSettings {
  readonly source: ServeSource;
  readonly port: number;
  /** The IP address that it listens on. */
  readonly address: string;
  /** `null` for none. */
  readonly metricsPort: number | null;
  /** How long it still serves after SIGTERM, in ms. */
  readonly drain: number;
  /** Whether members are kept in PostgreSQL. */
  readonly postgres: boolean;
  /** `null` if the members run in this process. */
  readonly restate: RestateSettings | null;
  readonly file: string;
  /** Whether an empty file becomes a store without members. */
  readonly create: boolean;
  /** The token that callers must send; `null` with the simulator, which needs none. */
  readonly token: string | null;
  /** The file to which steps are appended, and the key of its pseudonyms; `null` for none. */
  readonly trace: { readonly file: string; readonly key: Uint8Array | undefined } | null;
  readonly publicHosts: readonly string[];
  readonly json: boolean;
}

/** The environment variables that are read. */
export type ServeKeys = Keys &
  Readonly<Record<string, string | undefined>> &
  Readonly<
    Partial<
      Record<'MX_MEMBER_TOKEN' | 'MX_WEBHOOK_USERNAME' | 'MX_WEBHOOK_PASSWORD', string | undefined>
    >
  >;

/** A shorter token can be guessed. In characters. */
const MIN_TOKEN = 16;

const ONLY_MX = ['environment', 'requests-per-second', 'public-host', 'listen'] as const;

/** The longest drain, in ms. No container platform waits longer. */
const MAX_DRAIN = 600_000;

function tokenOf({ MX_MEMBER_TOKEN: token }: ServeKeys): string | null {
  if (!token) return null;
  if (token.length < MIN_TOKEN || !/^[\x21-\x7e]+$/.test(token))
    throw new CliError(
      `MX_MEMBER_TOKEN must have at least ${MIN_TOKEN} characters: letters, digits and signs, without spaces.`,
    );
  return token;
}

function webhookLoginOf({
  MX_WEBHOOK_USERNAME,
  MX_WEBHOOK_PASSWORD,
}: ServeKeys): WebhookLogin | null {
  if (!MX_WEBHOOK_USERNAME && !MX_WEBHOOK_PASSWORD) return null;
  if (!MX_WEBHOOK_USERNAME || !MX_WEBHOOK_PASSWORD)
    throw new CliError(
      'Set both MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD to receive webhooks, or neither.',
    );
  return { username: MX_WEBHOOK_USERNAME, password: MX_WEBHOOK_PASSWORD };
}

function refuseStray(given: GivenOptions, names: readonly string[], why: string): void {
  const stray = names.find((name) => given.has(name));
  if (stray) throw new CliError(`--${stray} ${why}`);
}

function sourceOf(given: GivenOptions, env: ServeKeys): ServeSource {
  const keys = keysOf(env);
  const webhookLogin = webhookLoginOf(env);
  if (keys === null) {
    refuseStray(given, ONLY_MX, 'needs MX_CLIENT_ID and MX_API_KEY in the environment.');
    const step = wholeNumberOf(given, 'step', 600_000, 1_000);
    return { kind: 'simulator', pace: givenPace(given, null), step, webhookLogin };
  }
  refuseStray(given, ['step'], 'is for the simulator, but the keys of MX are set.');
  const requestsPerSecond = wholeNumberOf(given, 'requests-per-second', 10_000, DEFAULT_RATE);
  if (requestsPerSecond === 0) throw new CliError('--requests-per-second must be at least 1.');
  const environment = environmentOf(given);
  return {
    kind: 'mx',
    ...keys,
    environment,
    pace: givenPace(given, environment),
    requestsPerSecond,
    webhookLogin,
  };
}

function restateOf(given: GivenOptions, source: ServeSource): RestateSettings | null {
  const ingress = nonBlankOf(given, 'restate');
  const sealKey = nonBlankOf(given, 'seal-key');
  if (ingress === undefined) {
    refuseStray(given, ['seal-key'], 'needs --restate.');
    return null;
  }
  const { protocol = '', username, password } = URL.parse(ingress) ?? {};
  if (!/^https?:$/.test(protocol) || username || password)
    throw new CliError(
      '--restate must be the address of an ingress, such as http://localhost:8080, without a user name and a password.',
    );
  if (sealKey === undefined)
    throw new CliError(
      '--restate needs --seal-key: the file with the public key. Your workers have the private key.',
    );
  refuseStray(given, ['pace'], 'cannot be used with --restate: your workers set the pace.');
  if (source.kind === 'mx')
    refuseStray(given, ['file'], 'cannot be used with --restate, which keeps the members.');
  return { ingress, sealKey };
}

function publicHostsOf(given: GivenOptions): readonly string[] {
  const hosts = given.get('public-host') ?? [];
  if (hosts.some((host) => !/^[a-z\d.-]+$/i.test(host)))
    throw new CliError('--public-host must be a host name only, such as members.example.');
  return hosts.map((host) => host.toLowerCase());
}

function postgresOf(given: GivenOptions): boolean {
  if (!given.has('postgres')) return false;
  refuseStray(given, ['restate'], 'keeps the members: leave out --postgres.');
  return true;
}

const fileOf = (given: GivenOptions): string => nonBlankOf(given, 'file') ?? DEFAULT_FILE;

function traceOf(given: GivenOptions, env: ServeKeys): ServeSettings['trace'] {
  const file = nonBlankOf(given, 'trace');
  if (file === undefined) return null;
  if (given.has('restate'))
    throw new CliError(
      '--trace is not used with --restate: members run in your workers, so give `trace` to createMemberService.',
    );
  if (resolve(file) === resolve(fileOf(given)))
    throw new CliError(`--trace: ${file} is the file of the members. Give another file.`);
  return { file, key: traceKeyOf(env) };
}

function addressOf(given: GivenOptions): string {
  const address = nonBlankOf(given, 'listen') ?? '127.0.0.1';
  if (isIP(address) === 0) throw new CliError('--listen must be an IP address, such as 0.0.0.0.');
  return address;
}

const portOf = (given: GivenOptions): number => wholeNumberOf(given, 'port', 65_535, DEFAULT_PORT);

function metricsPortOf(given: GivenOptions): number | null {
  if (!given.has('metrics-port')) return null;
  const port = wholeNumberOf(given, 'metrics-port', 65_535, 0);
  // Two times 0 are two free ports.
  if (port !== 0 && port === portOf(given))
    throw new CliError(`--metrics-port: ${port} is the --port too. Give another one.`);
  return port;
}

/**
 * Reads the settings of `serve`.
 * @param written The options of the command line. The environment supplies options that are missing there.
 * @throws {CliError} The message names the option and what was expected.
 */
export function serveSettings(written: GivenOptions, env: ServeKeys): ServeSettings {
  const given = withEnvironment(written, SERVE_COMMAND.options, env);
  const source = sourceOf(given, env);
  const token = tokenOf(env);
  if (source.kind === 'mx' && token === null)
    throw new CliError(
      'MX_MEMBER_TOKEN is missing in the environment. With the keys of MX, callers must send a token. Make one with: openssl rand -hex 32',
    );
  return {
    source,
    token,
    port: portOf(given),
    address: addressOf(given),
    metricsPort: metricsPortOf(given),
    drain: wholeNumberOf(given, 'drain', MAX_DRAIN, 0),
    file: fileOf(given),
    create: given.has('create'),
    postgres: postgresOf(given),
    restate: restateOf(given, source),
    trace: traceOf(given, env),
    publicHosts: publicHostsOf(given),
    json: given.has('json'),
  };
}
