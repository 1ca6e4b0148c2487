import { CliError } from '../common/errors.ts';
import {
  type Environment,
  environmentOf,
  isLoopback,
  type Keys,
  keysOf,
} from '../common/mx-keys.ts';
import {
  type CommandSpec,
  choiceOf,
  type GivenOptions,
  nonBlankOf,
  wholeNumberOf,
} from '../common/options.ts';
import { PACES, type PaceName } from '../common/pacing.ts';
import { BANK_SCENARIOS, SCENARIO_NAMES, type ScenarioName } from './scenarios/scenarios.ts';

/** A question that nobody answers is watched for so many minutes. MX does not say when it expires. */
const DEFAULT_EXPIRY = 5;
const MAX_EXPIRY = 60;

/** What `doctor` is given, as the parser and the help know it. */
export const DOCTOR_COMMAND = {
  about: 'Check your keys and your way to MX; with --scenarios also whether MX does what we think.',
  options: {
    environment: {
      value: 'name',
      about: 'integration or production. Default: integration.',
    },
    'webhook-url': {
      value: 'address',
      about: 'Your server for webhooks: it gets two harmless ones, with the login and without it.',
    },
    scenarios: {
      about: 'Run scenarios with MX Bank, and compare MX with the simulator. Integration only.',
    },
    only: {
      value: 'scenario',
      repeatable: true,
      about: 'With --scenarios: this one alone; repeat it for several.',
    },
    expiry: {
      value: 'minutes',
      about: `With --scenarios: how long to wait until a question expires. Default: ${DEFAULT_EXPIRY}.`,
    },
    trace: {
      value: 'file',
      about: 'With --scenarios: write what MX has shown, without guids, texts and answers.',
    },
    pace: {
      value: 'pace',
      about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
    },
    json: {
      about: 'Print one JSON object a line for each check or difference, and last the numbers.',
    },
  },
  tables: {
    Scenarios: SCENARIO_NAMES.map((name) => [name, BANK_SCENARIOS[name].about] as const),
  },
  notes: [
    'MX_CLIENT_ID and MX_API_KEY in the environment say who asks. The checks read twice from MX, and change nothing there.',
    'MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD are the login that MX sends with its webhooks. --webhook-url needs them.',
    '--scenarios makes a user for each scenario at MX, and deletes these users at its end, also after Ctrl-C. It takes no account of yours: MX Bank is a test bank.',
    'No key, answer, credential or guid of yours is printed.',
    'Exit codes: 0 all is well, 1 something is to be done, or MX differs from the simulator, 2 wrong usage, 3 MX could not be reached, 130 Ctrl-C.',
  ],
  examples: [
    'MX_CLIENT_ID=… MX_API_KEY=… mx-member doctor',
    'mx-member doctor --environment production --webhook-url https://api.example/webhooks/mx',
    'mx-member doctor --scenarios --trace mx.ndjson',
  ],
} as const satisfies CommandSpec;

/** The server that takes webhooks, and its login. */
export interface WebhookServer {
  readonly url: URL;
  readonly username: string;
  readonly password: string;
}

export interface DoctorSettings {
  readonly clientId: string;
  readonly apiKey: string;
  readonly environment: Environment;
  /** `null` when it is not to be checked. */
  readonly webhook: WebhookServer | null;
  /** `null` for the checks alone. */
  readonly scenarios: ScenariosSettings | null;
  readonly json: boolean;
}

export interface ScenariosSettings {
  readonly only: readonly ScenarioName[];
  /** How long to wait until a question expires, in ms. */
  readonly expiry: number;
  /** The file for the trace; `null` for none. */
  readonly trace: string | null;
  readonly pace: PaceName;
}

type DoctorKeys = Keys &
  Readonly<Partial<Record<'MX_WEBHOOK_USERNAME' | 'MX_WEBHOOK_PASSWORD', string | undefined>>>;

function webhookOf(given: GivenOptions, env: DoctorKeys): WebhookServer | null {
  const address = nonBlankOf(given, 'webhook-url');
  if (address === undefined) return null;
  const url = URL.parse(address);
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
  if (!url || !isPrivate || url.username || url.password)
    throw new CliError(
      '--webhook-url must be an https: address without a user name and a password; http: is for this computer only.',
    );
  const { MX_WEBHOOK_USERNAME: username, MX_WEBHOOK_PASSWORD: password } = env;
  if (!username || !password)
    throw new CliError(
      '--webhook-url needs MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD in the environment, as set at MX.',
    );
  return { url, username, password };
}

const isScenario = (name: string): name is ScenarioName =>
  (SCENARIO_NAMES as readonly string[]).includes(name);

function scenariosOf(given: GivenOptions, environment: Environment): ScenariosSettings | null {
  const stray = ['only', 'expiry', 'trace', 'pace'].find((name) => given.has(name));
  if (!given.has('scenarios')) {
    if (stray) throw new CliError(`--${stray} needs --scenarios.`);
    return null;
  }
  if (environment === 'production')
    throw new CliError('--scenarios needs MX Bank, which is at the integration environment alone.');
  const pace = choiceOf(given, 'pace', PACES, 'normal');
  if (pace === 'fast' && !(environment instanceof URL))
    throw new CliError('--pace fast is for the simulator only.');
  const names = given.get('only') ?? [];
  const only = names.filter(isScenario);
  if (only.length < names.length)
    throw new CliError(`--only must be one of ${SCENARIO_NAMES.join(', ')}.`);
  const expiry = wholeNumberOf(given, 'expiry', MAX_EXPIRY, DEFAULT_EXPIRY) * 60_000;
  const trace = nonBlankOf(given, 'trace') ?? null;
  return { only: only.length > 0 ? only : SCENARIO_NAMES, expiry, trace, pace };
}

/**
 * What `doctor` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function doctorSettings(given: GivenOptions, env: DoctorKeys): DoctorSettings {
  const keys = keysOf(env);
  if (keys === null)
    throw new CliError('doctor asks MX: set MX_CLIENT_ID and MX_API_KEY in the environment.');
  const environment = environmentOf(given);
  return {
    ...keys,
    environment,
    webhook: webhookOf(given, env),
    scenarios: scenariosOf(given, environment),
    json: given.has('json'),
  };
}
