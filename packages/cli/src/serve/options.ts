import { CliError } from '../common/errors.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../common/mx-keys.ts';
import {
  type CommandSpec,
  choiceOf,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import { PACES, type PaceName } from '../common/pacing.ts';

const DEFAULT_PORT = 3998;
const DEFAULT_FILE = 'members.db';
const DEFAULT_RATE = 20;

/** What `serve` is given, as the parser and the help know it. */
export const SERVE_COMMAND = {
  about: 'Run many members, kept in a file, and serve them over HTTP, on this machine only.',
  options: {
    port: {
      value: 'number',
      about: `Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
    },
    file: { value: 'file', about: `Keep members in this SQLite file. Default: ${DEFAULT_FILE}.` },
    restate: {
      value: 'address',
      about: 'Run members in the workers of a Restate cluster: the address of its ingress.',
    },
    'seal-key': {
      value: 'file',
      about: 'With --restate: the public key by which answers are sealed for the workers.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
    },
    step: { value: 'ms', about: 'Without keys: how long each step of a job takes. Default: 1000.' },
    environment: {
      value: 'name',
      about: 'With keys: integration or production. Default: integration.',
    },
    'requests-per-second': {
      value: 'number',
      about: `With keys: the most requests to MX a second, of this process. Default: ${DEFAULT_RATE}.`,
    },
    'public-host': {
      value: 'name',
      repeatable: true,
      about: 'A name by which callers reach it through your proxy, besides localhost.',
    },
    json: { about: 'Print the addresses as one line of JSON.' },
  },
  notes: [
    'Without keys it simulates MX in the same process, and keeps the bank beside the file.',
    'With MX_CLIENT_ID and MX_API_KEY in the environment it talks to MX. Then each caller must send Authorization: Bearer, with the token of MX_MEMBER_TOKEN. Put a proxy that ends TLS in front of it: it speaks plain HTTP, on 127.0.0.1.',
    'MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD, as set at MX, let webhooks in at /webhooks/mx. Without keys the simulated MX sends its webhooks there with them.',
    'With --restate no member is kept here, only the simulated bank: members run in your workers (createMemberService of @mx-member/restate), which make the calls to MX, or to the simulated one at its address.',
    'The log is JSON lines on the standard error, without secrets. GET /healthz says whether it serves. Ctrl-C or SIGTERM ends it; what runs is kept, and goes on at the next start.',
    'Exit codes: 0 ended by a signal, 1 no port, or a file or key that cannot be opened, 2 wrong usage or a file that is in use.',
  ],
  examples: [
    'mx-member serve',
    'mx-member serve --port 8080 --file /var/lib/members.db',
    'mx-member serve --restate http://restate.internal:8080 --seal-key seal.json',
    'MX_CLIENT_ID=… MX_API_KEY=… MX_MEMBER_TOKEN=… mx-member serve --public-host members.example',
  ],
} as const satisfies CommandSpec;

/** What MX must send with its webhooks. */
export interface WebhookLogin {
  readonly username: string;
  readonly password: string;
}

/** Where the members are: at a simulated MX in this process, or at MX. */
export type ServeSource = {
  /** As set at MX; `null` without webhooks. The simulated MX sends its webhooks with it. */
  readonly webhookLogin: WebhookLogin | null;
} & (
  | { readonly kind: 'simulator'; readonly pace: PaceName; readonly step: number }
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
  /** The file with the public key by which answers are sealed. */
  readonly sealKey: string;
}

export interface ServeSettings {
  readonly source: ServeSource;
  readonly port: number;
  /** `null` where the members run in this process. */
  readonly restate: RestateSettings | null;
  readonly file: string;
  /** What callers must send; `null` at the simulator, where nobody needs one. */
  readonly token: string | null;
  readonly publicHosts: readonly string[];
  readonly json: boolean;
}

/** The environment variables that are read. */
export type ServeKeys = Keys &
  Readonly<
    Partial<
      Record<'MX_MEMBER_TOKEN' | 'MX_WEBHOOK_USERNAME' | 'MX_WEBHOOK_PASSWORD', string | undefined>
    >
  >;

/** Shorter ones can be guessed. */
const MIN_TOKEN = 16;

const ONLY_MX = ['environment', 'requests-per-second', 'public-host'] as const;
const ONLY_SIMULATOR = ['pace', 'step'] as const;

function tokenOf({ MX_MEMBER_TOKEN: token }: ServeKeys): string | null {
  if (!token) return null;
  if (token.length < MIN_TOKEN || !/^[\x21-\x7e]+$/.test(token))
    throw new CliError(
      `MX_MEMBER_TOKEN must have at least ${MIN_TOKEN} letters, digits or signs, without spaces.`,
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
      'Set both MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD to let webhooks in, or neither.',
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
    return {
      kind: 'simulator',
      pace: choiceOf(given, 'pace', PACES, 'normal'),
      step,
      webhookLogin,
    };
  }
  refuseStray(given, ONLY_SIMULATOR, 'is for the simulator, but the keys of MX are set.');
  const requestsPerSecond = wholeNumberOf(given, 'requests-per-second', 10_000, DEFAULT_RATE);
  if (requestsPerSecond === 0) throw new CliError('--requests-per-second must be at least 1.');
  return {
    kind: 'mx',
    ...keys,
    environment: environmentOf(given),
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
      '--restate needs --seal-key: the file with the public key for which your workers have the private one.',
    );
  refuseStray(given, ['pace'], 'is not used with --restate, where your workers set it.');
  if (source.kind === 'mx')
    refuseStray(given, ['file'], 'is not used with --restate, which keeps the members.');
  return { ingress, sealKey };
}

function publicHostsOf(given: GivenOptions): readonly string[] {
  const hosts = given.get('public-host') ?? [];
  if (hosts.some((host) => !/^[a-z\d.-]+$/i.test(host)))
    throw new CliError('--public-host must be a name alone, such as members.example.');
  return hosts.map((host) => host.toLowerCase());
}

/**
 * What `serve` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function serveSettings(given: GivenOptions, env: ServeKeys): ServeSettings {
  const source = sourceOf(given, env);
  const token = tokenOf(env);
  if (source.kind === 'mx' && token === null)
    throw new CliError(
      'MX_MEMBER_TOKEN is missing in the environment: with the keys of MX, callers must send a token. Make one with: openssl rand -hex 32',
    );
  return {
    source,
    token,
    port: wholeNumberOf(given, 'port', 65_535, DEFAULT_PORT),
    file: nonBlankOf(given, 'file') ?? DEFAULT_FILE,
    restate: restateOf(given, source),
    publicHosts: publicHostsOf(given),
    json: given.has('json'),
  };
}
