import type { CommandSpec } from '../common/options.ts';

/** The options of `definition`, for the parser and the help. */
export const DEFINITION_COMMAND = {
  about: "Print the machine's chart as code for Stately's tools.",
  options: {},
  notes: [
    'The code is a literal createMachine({…}), with a sentence for each state and transition. Choose "Import from code" in Stately\'s editor, and paste it.',
    'The same code is in @mx-member/machine/spec/stately.js.',
  ],
  examples: ['mx-member definition', 'mx-member definition > machine.js'],
} as const satisfies CommandSpec;
