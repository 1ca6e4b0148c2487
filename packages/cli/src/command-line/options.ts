import { JOBS } from '@mx-member/machine';

/** One option of a command. The parser, its error messages and the help text are all made from these tables. */
export interface OptionSpec {
  /** What its value is, as the help shows it; a switch has none. */
  readonly value?: string;
  readonly short?: string;
  /** It may be given many times. @default false */
  readonly repeatable?: boolean;
  readonly about: string;
}

export interface CommandSpec {
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What may follow '--', as the help shows it; most commands take nothing. */
  readonly rest?: string;
  readonly notes: readonly string[];
  readonly examples: readonly string[];
}

/** Every command has these. */
export const COMMON_OPTIONS = {
  help: { short: 'h', about: 'Show this text.' },
  version: { short: 'v', about: 'Show the version.' },
} as const satisfies Record<string, OptionSpec>;

export const DEFAULT_PASSWORD = 'simulate:options,token';
export const DEFAULT_PORT = 3999;
/** In ms. */
export const DEFAULT_TIMEOUT = 5_000;
export const PACES = ['normal', 'fast'] as const;
export type Pace = (typeof PACES)[number];

export const COMMANDS = {
  connect: {
    about: 'Run the lifecycle of one member, from the start of a job to its end.',
    options: {
      answer: {
        value: 'value',
        repeatable: true,
        about: 'Answer to the next question; repeat it for the questions after that.',
      },
      job: { value: 'job', about: 'The job to run. Default: aggregate.' },
      json: {
        about: 'Print one JSON object a line for each change, and last the outcome or an error.',
      },
      pace: {
        value: 'pace',
        about: `${PACES.join(' or ')}. Fast does not keep 3 s between readings: simulator only.`,
      },
      inspect: { about: "Show it live in Stately's inspector; the address is printed." },
      'inspect-url': {
        value: 'url',
        about: 'Show it in this viewer instead, which is given ?server=ws://….',
      },
      password: {
        value: 'word',
        about: `Without keys: password at the simulated bank. Default: ${DEFAULT_PASSWORD}.`,
      },
      user: { value: 'USR-…', about: 'With keys: the user at MX.' },
      member: { value: 'MBR-…', about: 'With keys: the member of that user.' },
      environment: {
        value: 'name',
        about: 'With keys: integration or production. Default: integration.',
      },
    },
    notes: [
      `Jobs: ${JOBS.join(', ')}.`,
      "Without keys it runs MX's test bank on this machine, offline.",
      'With MX_CLIENT_ID and MX_API_KEY in the environment it talks to MX; --user and --member are needed then.',
      'The inspector is a page on 127.0.0.1 with a frame from https://stately.ai, which is sent events and states but no',
      'answer, no credential and no guid of a user or member. --inspect-url takes another viewer.',
      'Exit codes: 0 connected, 1 failed, 2 wrong usage or not enough answers, 130 Ctrl-C.',
    ],
    examples: [
      'mx-member connect',
      'mx-member connect --json --answer correct --answer correct',
      'mx-member connect --password UNAUTHORIZED',
      'MX_CLIENT_ID=… MX_API_KEY=… mx-member connect --user USR-… --member MBR-… --job verify',
    ],
  },
  simulate: {
    about: "Serve a simulator of the MX Platform API with MX's test bank, on this machine only.",
    options: {
      port: {
        value: 'number',
        about: `Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT_PORT}.`,
      },
      step: { value: 'ms', about: 'How long each step of a job takes. Default: 1000.' },
      fault: {
        value: 'rule',
        repeatable: true,
        about: 'Make something go wrong: route:fault:times.',
      },
      json: { about: 'Print the address and the keys as one line of JSON.' },
    },
    notes: ['It runs until Ctrl-C and keeps nothing.'],
    examples: [
      'mx-member simulate --port 3999',
      'mx-member simulate --step 100 --fault resume:drop-after:1',
    ],
  },
  conformance: {
    about: 'Check an implementation in any language against the conformance vectors.',
    rest: '<command> [args…]',
    options: {
      vectors: {
        value: 'directory',
        about: 'The vectors. Default: those that come with @mx-member/machine.',
      },
      filter: {
        value: 'text',
        about: 'Only vectors with this in their id, or those of a rule, such as V4.',
      },
      bail: { about: 'End at the first vector that fails.' },
      timeout: {
        value: 'ms',
        about: `How long one answer may take. Default: ${DEFAULT_TIMEOUT}.`,
      },
      junit: {
        value: 'file',
        about: 'Write the results for a CI server as well, whatever becomes of the run.',
      },
      json: {
        about: 'Print one JSON object a line for each vector, and last the numbers or an error.',
      },
    },
    notes: [
      'The command is started without a shell. It reads a request a line and writes an answer a line, both JSON; the',
      'README of @mx-member/machine/spec has the protocol. When it crashes or hangs it is started again for the next',
      "vector, but not after 10 in a row. Without a command, this package's own machine is checked.",
      'Exit codes: 0 all pass, 1 some fail, 2 wrong usage or a command that does not speak the protocol, 130 Ctrl-C.',
    ],
    examples: [
      'mx-member conformance -- python3 my_implementation.py',
      'mx-member conformance --filter V4 --bail -- ./my-implementation --quiet',
      'mx-member conformance --junit results.xml -- node my-implementation.js',
    ],
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** The options of one command, those that all have included. */
export const optionsOf = (command: CommandName): Readonly<Record<string, OptionSpec>> => ({
  ...COMMANDS[command].options,
  ...COMMON_OPTIONS,
});

/** What may follow '--' for one command. */
export const restOf = (command: CommandName): string | undefined => {
  const { rest }: CommandSpec = COMMANDS[command];
  return rest;
};
