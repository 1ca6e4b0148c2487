import { CliError } from '../common/errors.ts';
import {
  type Environment,
  environmentOf,
  type Keys,
  keysOf,
  WITHOUT_KEYS,
} from '../common/mx-keys.ts';
import {
  type CommandSpec,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import { givenPace, PACES, type PaceName } from '../common/pacing.ts';
import { type WebhookKeys, type WebhookServer, webhookServerOf } from '../common/webhook-server.ts';
import { BANK_SCENARIOS, SCENARIO_NAMES, type ScenarioName } from './scenarios/scenarios.ts';

/** How many minutes to watch a question that nobody answers. MX does not document when it expires. */
const DEFAULT_EXPIRY = 5;
const MAX_EXPIRY = 60;

/** The options of `doctor`, for the parser and the help. */
export const DOCTOR_COMMAND = {
  about:
    'Check your keys and your connection to MX. With --scenarios, compare MX with the simulator.',
  options: {
    environment: {
      value: 'name',
      about:
        'integration, production, or the address of a simulator on this computer, such as http://127.0.0.1:3999. Default: integration.',
    },
    'webhook-url': {
      value: 'address',
      about:
        'Your webhook server. It gets two harmless webhooks: one with the right login, one with a wrong login.',
    },
    scenarios: {
      about: 'Play scenarios at MX Bank, and compare MX with the simulator. Integration only.',
    },
    only: {
      value: 'scenario',
      repeatable: true,
      about: 'With --scenarios: play only this scenario. Repeat the option for more scenarios.',
    },
    expiry: {
      value: 'minutes',
      about: `With --scenarios: how long to wait for a question to expire. Default: ${DEFAULT_EXPIRY}.`,
    },
    trace: {
      value: 'file',
      about:
        'With --scenarios: append the steps of each lifecycle to this file, without guids, texts and answers, for mx-member replay.',
    },
    page: {
      value: 'file',
      about:
        'With --scenarios: write the page of mx-member replay --model --page, which says of each belief about MX whether MX Bank shows it.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast reads more often than every 3 s: for the simulator only.`,
    },
    json: {
      about: 'Print one JSON object per line: each check or scenario, and last the totals.',
    },
  },
  tables: {
    Scenarios: SCENARIO_NAMES.map((name) => [name, BANK_SCENARIOS[name].about] as const),
  },
  notes: [
    'Set MX_CLIENT_ID and MX_API_KEY in the environment. The checks send two read requests to MX and change nothing.',
    '--webhook-url needs MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD, the login that MX sends with its webhooks.',
    '--scenarios creates a user at MX for each scenario, and deletes these users at the end, even after Ctrl-C. It touches no real account, because MX Bank is a test bank.',
    'It never prints your keys, answers, credentials or guids.',
    'Exit codes: 0 all checks passed, 1 you have to act, or MX differs from the simulator, 2 wrong usage, 3 MX could not be reached, 130 Ctrl-C.',
  ],
  examples: [
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member doctor',
    'mx-member doctor --environment production --webhook-url https://api.example/webhooks/mx',
    'mx-member doctor --scenarios --trace mx.ndjson',
  ],
} as const satisfies CommandSpec;

export interface DoctorSettings {
  readonly clientId: string;
  readonly apiKey: string;
  readonly environment: Environment;
  /** `null` without a check of webhooks. */
  readonly webhook: WebhookServer | null;
  /** `null` without scenarios. */
  readonly scenarios: ScenariosSettings | null;
  readonly json: boolean;
}

export interface ScenariosSettings {
  readonly only: readonly ScenarioName[];
  /** How long to wait for a question to expire, in ms. */
  readonly expiry: number;
  /** The file for the trace; `null` for none. */
  readonly trace: string | null;
  /** The file for the page about MX; `null` for none. */
  readonly page: string | null;
  readonly pace: PaceName;
}

type DoctorKeys = Keys & WebhookKeys;

const isScenario = (name: string): name is ScenarioName =>
  (SCENARIO_NAMES as readonly string[]).includes(name);

function scenariosOf(given: GivenOptions, environment: Environment): ScenariosSettings | null {
  const stray = ['only', 'expiry', 'trace', 'page', 'pace'].find((name) => given.has(name));
  if (!given.has('scenarios')) {
    if (stray) throw new CliError(`--${stray} needs --scenarios.`);
    return null;
  }
  if (environment === 'production')
    throw new CliError(
      '--scenarios needs MX Bank, which exists only in the integration environment.',
    );
  const pace = givenPace(given, environment);
  const names = given.get('only') ?? [];
  const only = names.filter(isScenario);
  if (only.length < names.length)
    throw new CliError(`--only must be one of ${SCENARIO_NAMES.join(', ')}.`);
  const expiry = wholeNumberOf(given, 'expiry', MAX_EXPIRY, DEFAULT_EXPIRY) * 60_000;
  const trace = nonBlankOf(given, 'trace') ?? null;
  const page = nonBlankOf(given, 'page') ?? null;
  return { only: only.length > 0 ? only : SCENARIO_NAMES, expiry, trace, page, pace };
}

/**
 * Reads the settings of `doctor`.
 * @throws {CliError} The message names the option and what was expected.
 */
export function doctorSettings(given: GivenOptions, env: DoctorKeys): DoctorSettings {
  const keys = keysOf(env);
  if (keys === null)
    throw new CliError(
      `doctor calls MX: set MX_CLIENT_ID and MX_API_KEY in the environment. ${WITHOUT_KEYS}`,
    );
  const environment = environmentOf(given);
  return {
    ...keys,
    environment,
    webhook: webhookServerOf(given, env),
    scenarios: scenariosOf(given, environment),
    json: given.has('json'),
  };
}
