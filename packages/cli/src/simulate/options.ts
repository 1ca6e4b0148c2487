import { type CommandSpec, type GivenOptions, wholeNumberOf } from '../common/options.ts';

const DEFAULT_PORT = 3999;

/** What `simulate` is given, as the parser and the help know it. */
export const SIMULATE_COMMAND = {
  about: "Serve a simulator of the MX Platform API with MX's test bank, on this machine only.",
  options: {
    port: {
      value: 'number',
      about: `Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
    },
    step: { value: 'ms', about: 'How long each step of a job takes. Default: 1000.' },
    'days-per-minute': {
      value: 'number',
      about:
        'Let so many days pass in each minute, with daily jobs, and a user whose connections break.',
    },
    fault: {
      value: 'rule',
      repeatable: true,
      about: 'Make something go wrong: route:fault:times, as below.',
    },
    record: {
      value: 'file',
      about: 'Append each request and its answer to this file, a JSON line each, without secrets.',
    },
    json: { about: 'Print the address and the keys as one line of JSON.' },
  },
  tables: {
    Faults: [
      ['resume:drop-after:1', 'The first answers arrive, and the reply to them is lost.'],
      ['start:503-after:1', 'The first start begins a job, and the reply to it says 503.'],
      ['status:429/30:2', 'Twice a poll of the status is refused, for 30 s.'],
      [
        'start:institution_maintenance_error',
        'Each start says that the institution is under maintenance.',
      ],
      ['status:malformed:2+1', 'Two polls go well, and the third is answered with a page of HTML.'],
      ['status:omit=challenges', 'Each poll leaves out a field.'],
      ['*:delay=500', 'Every request takes 500 ms longer.'],
    ],
  },
  notes: [
    'A route is a call (createMember, status, resume, aggregate …), start for all jobs, * for all, or a path. The error about a wrong route or fault lists all of them.',
    'With --days-per-minute MX reads each connection about once a day by itself, passwords change, banks ask, and institutions fail. What MX does not document is a guess, which the options of the simulator name. A question stands for 20 seconds. Look with mx-member health.',
    'It runs until Ctrl-C and keeps nothing but what --record says.',
    'Exit codes: 0 ended by a signal, 1 no port, or no file for --record, 2 wrong usage.',
  ],
  examples: [
    'mx-member simulate --port 3999',
    'mx-member simulate --step 100 --fault resume:drop-after:1',
    'mx-member simulate --record report.ndjson',
    'mx-member simulate --days-per-minute 2',
  ],
} as const satisfies CommandSpec;

export interface SimulateSettings {
  readonly port: number;
  /** How long each step of a job takes, in ms. */
  readonly step: number;
  /** `null`: time passes as it does. */
  readonly daysPerMinute: number | null;
  /** Rules as they were written. */
  readonly faults: readonly string[];
  /** Where requests and answers are kept; `undefined` for nowhere. */
  readonly record: string | undefined;
  readonly json: boolean;
}

/**
 * What `simulate` is to do.
 * @throws {CliError} that names the option and what was expected.
 */
export function simulateSettings(given: GivenOptions): SimulateSettings {
  return {
    port: wholeNumberOf(given, 'port', 65_535, DEFAULT_PORT),
    step: wholeNumberOf(given, 'step', 600_000, 1_000),
    daysPerMinute: wholeNumberOf(given, 'days-per-minute', 1_000, 0) || null,
    faults: given.get('fault') ?? [],
    record: given.get('record')?.at(-1),
    json: given.has('json'),
  };
}
