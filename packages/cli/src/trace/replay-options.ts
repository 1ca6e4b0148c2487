import { CliError } from '../common/errors.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';

/** The options of `replay`, for the parser and the help. */
export const REPLAY_COMMAND = {
  about:
    'Check a trace against the rules, and compare other programs with the machine of this package.',
  operands: 'trace …',
  options: {
    explain: {
      about: 'Explain each lifecycle in sentences: why it waited, polled again and ended.',
    },
    json: { about: 'Print one JSON object per line, and last all figures.' },
  },
  notes: [
    'A step of the machine is repeated from its line and compared. The first line that breaks a rule is named, with the rule.',
    'Readings of another program, as redact writes them, are given to the machine of this package at their times. Nothing is sent to MX. The result says when the machine would have known the outcome, and lists everything from MX that no rule covers.',
    'Without a trace, or with the trace "-", it reads the standard input. The figures cover all traces together.',
    'Exit codes: 0 valid, 1 a line breaks a rule or a file cannot be read, 2 wrong usage.',
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
 * Reads the settings of `replay`.
 * @throws {CliError} for --explain together with --json.
 */
export function replaySettings(given: GivenOptions, words: readonly string[]): ReplaySettings {
  const [explains, json] = [given.has('explain'), given.has('json')];
  if (explains && json) throw new CliError('Give either --explain or --json, not both.');
  return { files: words.length > 0 ? words : ['-'], explains, json };
}
