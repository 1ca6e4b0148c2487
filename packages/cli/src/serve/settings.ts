import { filled, type Given, oneOf, whole } from '../command-line/values.ts';
import { CliError } from '../errors.ts';
import { type Environment, environmentOf, type Keys, keysOf } from '../keys.ts';
import { PACES, type Pace } from '../pacing.ts';
import { DEFAULT_FILE, DEFAULT_PORT, DEFAULT_RATE } from './options.ts';

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
  | { readonly kind: 'simulator'; readonly pace: Pace; readonly step: number }
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

function refuseStray(given: Given, names: readonly string[], why: string): void {
  const stray = names.find((name) => given.has(name));
  if (stray) throw new CliError(`--${stray} ${why}`);
}

function sourceOf(given: Given, env: ServeKeys): ServeSource {
  const keys = keysOf(env);
  const webhookLogin = webhookLoginOf(env);
  if (keys === null) {
    refuseStray(given, ONLY_MX, 'needs MX_CLIENT_ID and MX_API_KEY in the environment.');
    const step = whole(given, 'step', 600_000, 1_000);
    return { kind: 'simulator', pace: oneOf(given, 'pace', PACES, 'normal'), step, webhookLogin };
  }
  refuseStray(given, ONLY_SIMULATOR, 'is for the simulator, but the keys of MX are set.');
  const requestsPerSecond = whole(given, 'requests-per-second', 10_000, DEFAULT_RATE);
  if (requestsPerSecond === 0) throw new CliError('--requests-per-second must be at least 1.');
  return {
    kind: 'mx',
    ...keys,
    environment: environmentOf(given),
    requestsPerSecond,
    webhookLogin,
  };
}

function restateOf(given: Given, source: ServeSource): RestateSettings | null {
  const ingress = filled(given, 'restate');
  const sealKey = filled(given, 'seal-key');
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

function publicHostsOf(given: Given): readonly string[] {
  const hosts = given.get('public-host') ?? [];
  if (hosts.some((host) => !/^[a-z\d.-]+$/i.test(host)))
    throw new CliError('--public-host must be a name alone, such as members.example.');
  return hosts.map((host) => host.toLowerCase());
}

/**
 * What `serve` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function serveSettings(given: Given, env: ServeKeys): ServeSettings {
  const source = sourceOf(given, env);
  const token = tokenOf(env);
  if (source.kind === 'mx' && token === null)
    throw new CliError(
      'MX_MEMBER_TOKEN is missing in the environment: with the keys of MX, callers must send a token. Make one with: openssl rand -hex 32',
    );
  return {
    source,
    token,
    port: whole(given, 'port', 65_535, DEFAULT_PORT),
    file: filled(given, 'file') ?? DEFAULT_FILE,
    restate: restateOf(given, source),
    publicHosts: publicHostsOf(given),
    json: given.has('json'),
  };
}
