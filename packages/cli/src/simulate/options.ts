import type { Keys } from '../common/mx-keys.ts';
import { type CommandSpec, type GivenOptions, wholeNumberOf } from '../common/options.ts';
import { type WebhookKeys, type WebhookServer, webhookServerOf } from '../common/webhook-server.ts';

const DEFAULT_PORT = 3999;

/** The options of `simulate`, for the parser and the help. */
export const SIMULATE_COMMAND = {
  about: 'Simulate the MX Platform API and its test bank, on this computer only.',
  options: {
    port: {
      value: 'number',
      about: `The port on 127.0.0.1; 0 for any free one. Default: ${DEFAULT_PORT}.`,
    },
    step: { value: 'ms', about: 'The duration of each step of a job. Default: 1000.' },
    'days-per-minute': {
      value: 'number',
      about:
        'Let this many days pass per minute, with daily jobs and a user whose connections break.',
    },
    fault: {
      value: 'rule',
      repeatable: true,
      about:
        'Make something go wrong: route:fault:times, as shown below. Repeat the option for more faults.',
    },
    'webhook-url': {
      value: 'address',
      about:
        'Send webhooks to this server, as MX does. Your server can restart meanwhile, and the bank keeps its members.',
    },
    'allow-missing-accept-version': {
      about:
        "Serve requests that name v20111101 only in Accept, as MX's SDKs do by themselves. MX refuses them with 406.",
    },
    record: {
      value: 'file',
      about:
        'Append each request with its response to this file, one JSON line each, without secrets.',
    },
    json: { about: 'Print the address and the keys as one line of JSON.' },
  },
  tables: {
    Faults: [
      ['resume:drop-after:1', 'The first answers arrive, but the reply to them is lost.'],
      ['start:503-after:1', 'The first start begins a job, but its reply is 503.'],
      ['status:429/30:2', 'Two polls are refused with 429 and a wait of 30 s.'],
      [
        'start:institution_maintenance_error',
        'Each start is refused, because the institution is under maintenance.',
      ],
      ['status:malformed:2+1', 'The third poll is answered with an HTML page.'],
      ['status:omit=challenges', 'The field challenges is missing in each poll.'],
      ['*:delay=500', 'Every request takes 500 ms longer.'],
    ],
  },
  notes: [
    'A route is a call (createMember, status, resume, aggregate …), a path, start for all jobs, or * for everything. The error about a wrong route or fault lists all of them.',
    'With --days-per-minute, MX reads each connection about once a day, passwords change, banks ask questions, and institutions fail. MX does not document all of this, so some of it is a guess. A question stays open for 20 seconds. Watch the connections with mx-member health.',
    '--webhook-url needs MX_WEBHOOK_USERNAME and MX_WEBHOOK_PASSWORD in the environment, the login that your server expects.',
    'It runs until Ctrl-C. It saves nothing except the file of --record.',
    'Exit codes: 0 stopped by a signal, 1 the port or the file of --record cannot be opened, 2 wrong usage.',
  ],
  examples: [
    'mx-member simulate --port 3999',
    'mx-member simulate --step 100 --fault resume:drop-after:1',
    'mx-member simulate --webhook-url http://127.0.0.1:3000/api/mx/webhooks/mx',
    'mx-member simulate --record report.ndjson',
    'mx-member simulate --days-per-minute 2',
  ],
} as const satisfies CommandSpec;

export interface SimulateSettings {
  readonly port: number;
  /** How long each step of a job takes, in ms. */
  readonly step: number;
  /** `null` for real time. */
  readonly daysPerMinute: number | null;
  /** The faults, as given. */
  readonly faults: readonly string[];
  /** `null` without webhooks. */
  readonly webhook: WebhookServer | null;
  /** Whether the media type of v20111101 in `Accept` is enough. */
  readonly allowMissingAcceptVersion: boolean;
  /** The file for requests and responses; `undefined` for none. */
  readonly record: string | undefined;
  readonly json: boolean;
}

/**
 * Reads the settings of `simulate`.
 * @throws {CliError} The message names the option and what was expected.
 */
export function simulateSettings(given: GivenOptions, env: Keys & WebhookKeys): SimulateSettings {
  return {
    port: wholeNumberOf(given, 'port', 65_535, DEFAULT_PORT),
    step: wholeNumberOf(given, 'step', 600_000, 1_000),
    daysPerMinute: wholeNumberOf(given, 'days-per-minute', 1_000, 0) || null,
    faults: given.get('fault') ?? [],
    webhook: webhookServerOf(given, env),
    allowMissingAcceptVersion: given.has('allow-missing-accept-version'),
    record: given.get('record')?.at(-1),
    json: given.has('json'),
  };
}
