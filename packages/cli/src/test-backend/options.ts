import { CliError } from '../common/errors.ts';
import {
  type CommandSpec,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import type { UserAddress, UserAddresses } from './run/user-addresses.ts';

/** In ms. */
const DEFAULT_TIMEOUT = 30_000;
const MOST_AT_ONCE = 20;
const HIGHEST_SPEED = 100;

/** The default names of the variables that the server gets. */
const NAMES = {
  'base-url-env': 'MX_BASE_URL',
  'client-id-env': 'MX_CLIENT_ID',
  'api-key-env': 'MX_API_KEY',
  'port-env': 'PORT',
} as const;

const variable = (name: keyof typeof NAMES, about: string) => ({
  value: 'NAME',
  about: `The environment variable with ${about}. Default: ${NAMES[name]}.`,
});

/** The options of `test-backend`, for the parser and the help. */
export const TEST_BACKEND_COMMAND = {
  about: 'Test your own server, in any language, against a simulated MX Bank that misbehaves.',
  rest: '<command that starts your server> [args…]',
  options: {
    start: {
      value: 'address',
      about:
        'Where a person starts, such as POST /connections. {user} and {member} stand for the guids.',
    },
    status: {
      value: 'address',
      about: 'Where a person reads the status, such as GET /connections/{member}.',
    },
    answer: {
      value: 'address',
      about: 'Where a person answers, such as POST /connections/{member}/answers.',
    },
    user: {
      value: 'module',
      about: 'A module that exports start, status and answer, instead of the three addresses.',
    },
    webhooks: {
      value: 'path',
      about:
        'The path where your server receives webhooks from MX. Default: none, and two scenarios are left out.',
    },
    port: {
      value: 'number',
      about:
        'The TCP port of your server on 127.0.0.1. Default: a free one, which it gets in the variable PORT.',
    },
    'base-url-env': variable('base-url-env', 'the address of MX'),
    'client-id-env': variable('client-id-env', 'the client id'),
    'api-key-env': variable('api-key-env', 'the API key'),
    'port-env': variable('port-env', 'the TCP port to listen on'),
    speed: {
      value: 'number',
      about: `How many times faster the clock runs, from 1 to ${HIGHEST_SPEED}. Shorten the waits of your server by the same factor. Default: 1.`,
    },
    'at-once': {
      value: 'number',
      about: `How many scenarios run at the same time, each with its own server. Default: 1.`,
    },
    filter: {
      value: 'text',
      about: 'Run only scenarios with this text in their name, or the scenarios of one rule.',
    },
    timeout: {
      value: 'ms',
      about: `How long your server may take to listen. Default: ${DEFAULT_TIMEOUT}.`,
    },
    json: { about: 'Print one JSON object per line: each scenario, and last the totals.' },
  },
  notes: [
    'Each scenario starts your server with its own bank and lets a person connect a member. The verdict comes from the requests that reach the bank, from what the person sees, and from the output of your server. A rule without evidence is "not checked", never "passed". A scenario is "not checked" without evidence for its own rule, the first one. The report never shows a header, a value or a secret.',
    'A start is a POST with user_guid, member_guid and credentials. The credentials are null unless the person has entered new ones. The status is JSON: {"state": "working" | "asking" | "connected" | "failed", "questions": [{"guid", "options"}]}. An answer has the guids and {"answers": [{"guid", "value"}]}. The page about test-backend in the repository has servers to copy.',
    'Your server gets the login of webhooks in MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD. It gets a folder in TEST_BACKEND_DIR, which is removed after the scenario.',
    'Exit codes: 0 no rule was broken, 1 a rule was broken, 2 wrong usage or a server that does not start, 3 no rule was broken, but a scenario was not checked, 130 Ctrl-C.',
  ],
  examples: [
    "mx-member test-backend --start 'POST /connections' --status 'GET /connections/{member}' --answer 'POST /connections/{member}/answers' -- node server.js",
    'mx-member test-backend --user ./user.mjs --at-once 5 -- python3 server.py',
    'mx-member test-backend --user ./user.mjs --speed 20 --filter answer-sent-twice -- env POLL_MS=150 ./server',
  ],
} as const satisfies CommandSpec;

export interface TestBackendSettings {
  readonly command: readonly [string, ...string[]];
  /** How a person acts. */
  readonly user: { readonly addresses: UserAddresses } | { readonly module: string };
  /** The path of webhooks; `null` for no webhooks. */
  readonly webhooks: string | null;
  /** `null` for a free one in each scenario. */
  readonly port: number | null;
  /** The names of the variables. */
  readonly names: Readonly<Record<keyof typeof NAMES, string>>;
  readonly speed: number;
  readonly atOnce: number;
  readonly filter: string | null;
  /** In ms. */
  readonly timeout: number;
  readonly json: boolean;
}

const ADDRESSES = { start: 'POST', status: 'GET', answer: 'POST' } as const;

function addressOf(given: GivenOptions, name: keyof typeof ADDRESSES): UserAddress {
  const text = nonBlankOf(given, name);
  if (text === undefined)
    throw new CliError(
      `--${name} is missing: give --start, --status and --answer, or a module with --user.`,
    );
  const [, method = ADDRESSES[name], url] = /^(?:([A-Z]+) )?(\/\S*)$/.exec(text) ?? [];
  if (url === undefined)
    throw new CliError(`--${name} must be a path, with or without a method: "POST /connections".`);
  return { method, url };
}

function userOf(given: GivenOptions): TestBackendSettings['user'] {
  const module = nonBlankOf(given, 'user');
  const hasAddress = Object.keys(ADDRESSES).some((name) => given.has(name));
  if (module !== undefined && hasAddress)
    throw new CliError('Give either --user or the three addresses, not both.');
  if (module !== undefined) return { module };
  return {
    addresses: {
      start: addressOf(given, 'start'),
      status: addressOf(given, 'status'),
      answer: addressOf(given, 'answer'),
    },
  };
}

function nameOf(given: GivenOptions, option: keyof typeof NAMES): string {
  const name = nonBlankOf(given, option) ?? NAMES[option];
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw new CliError(`--${option} must be the name of a variable.`);
  return name;
}

/**
 * Reads the settings of `test-backend`.
 * @param words The command that starts the server, and its arguments.
 * @throws {CliError} The message names the option and what was expected.
 */
export function testBackendSettings(
  given: GivenOptions,
  words: readonly string[],
): TestBackendSettings {
  const [file, ...args] = words;
  if (!file)
    throw new CliError(
      "The command that starts your server is missing: give it after '--', such as -- node server.js",
    );
  const speed = wholeNumberOf(given, 'speed', HIGHEST_SPEED, 1);
  const atOnce = wholeNumberOf(given, 'at-once', MOST_AT_ONCE, 1);
  const port = wholeNumberOf(given, 'port', 65_535, 0) || null;
  const timeout = wholeNumberOf(given, 'timeout', 600_000, DEFAULT_TIMEOUT);
  for (const [name, value] of Object.entries({ speed, 'at-once': atOnce, timeout }))
    if (value === 0) throw new CliError(`--${name} must be at least 1.`);
  if (port !== null && atOnce > 1)
    throw new CliError('--at-once needs a free TCP port for each server: leave out --port.');
  const webhooks = nonBlankOf(given, 'webhooks') ?? null;
  if (webhooks !== null && !webhooks.startsWith('/'))
    throw new CliError('--webhooks must be a path, such as /webhooks/mx.');
  return {
    command: [file, ...args],
    user: userOf(given),
    webhooks,
    port,
    names: {
      'base-url-env': nameOf(given, 'base-url-env'),
      'client-id-env': nameOf(given, 'client-id-env'),
      'api-key-env': nameOf(given, 'api-key-env'),
      'port-env': nameOf(given, 'port-env'),
    },
    speed,
    atOnce,
    filter: nonBlankOf(given, 'filter') ?? null,
    timeout,
    json: given.has('json'),
  };
}
