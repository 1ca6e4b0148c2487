import { CliError } from '../common/errors.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';

/** What `replay` is given, as the parser and the help know it. */
export const REPLAY_COMMAND = {
  about: 'Check a trace against the rules, or say what our machine would have done.',
  operands: 'trace …',
  options: {
    explain: { about: 'Tell each lifecycle in sentences: why it waited, asked again and ended.' },
    json: { about: 'Print one JSON object a line, and last all figures.' },
  },
  notes: [
    'Each step of the machine is made again from its line and compared. The first line that does not hold is named, with the rule that it breaks.',
    'Readings of other programs, as redact writes them, are shown to our machine at their times. It sends nothing. The result says when it would have known, and lists what MX showed that no rule knows.',
    'Without a trace, or for the trace "-", it reads the standard input. Several traces are one collection for the figures.',
    'Exit codes: 0 valid, 1 a line does not hold, or a file cannot be read, 2 wrong usage.',
  ],
  examples: [
    'mx-member replay trace.ndjson',
    'mx-member replay --explain trace.ndjson',
    'mx-member redact poller.ndjson | mx-member replay --json',
  ],
} as const satisfies CommandSpec;

export interface ReplaySettings {
  /** `-` is the standard input. */
  readonly files: readonly string[];
  readonly explains: boolean;
  readonly json: boolean;
}

/**
 * What `replay` is to do.
 * @throws {CliError} when both --explain and --json are given.
 */
export function replaySettings(given: GivenOptions, words: readonly string[]): ReplaySettings {
  const [explains, json] = [given.has('explain'), given.has('json')];
  if (explains && json)
    throw new CliError('--explain tells sentences and --json prints objects: give one of them.');
  return { files: words.length > 0 ? words : ['-'], explains, json };
}
