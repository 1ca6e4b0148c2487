import type { CommandSpec } from '../command-line/spec.ts';

/** In ms. */
export const DEFAULT_TIMEOUT = 5_000;

export const CONFORMANCE = {
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
      about: 'Write the results for a CI server as well, whatever happens to the run.',
    },
    json: {
      about: 'Print one JSON object a line for each vector, and last the numbers or an error.',
    },
  },
  notes: [
    "The command is started without a shell. It reads a request a line and writes an answer a line, both JSON; the README of @mx-member/machine/spec has the protocol. When it crashes or hangs it is started again for the next vector, but not after 10 in a row. Without a command, this package's own machine is checked.",
    'Exit codes: 0 all pass, 1 some fail, 2 wrong usage or a command that does not speak the protocol, 130 Ctrl-C.',
  ],
  examples: [
    'mx-member conformance -- python3 my_implementation.py',
    'mx-member conformance --filter V4 --bail -- ./my-implementation --quiet',
    'mx-member conformance --junit results.xml -- node my-implementation.js',
  ],
} as const satisfies CommandSpec;
