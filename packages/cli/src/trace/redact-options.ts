import type { CommandSpec, GivenOptions } from '../common/options.ts';
import { traceKeyOf } from '../common/trace-key.ts';

/** What `redact` is given, as the parser and the help know it. */
export const REDACT_COMMAND = {
  about: 'Make a trace without secrets of a log or an HTTP archive of MX.',
  operands: 'file …',
  options: {
    har: { about: 'The input is an HTTP archive. A file whose name ends with .har always is.' },
  },
  notes: [
    'A log has one JSON object a line: "at" (ms since 1970, or ISO 8601 with a zone) and either "body", what MX answered, or "webhook", what MX sent, or "outcome": connected, failed or asked, what your program concluded. "method", "url", "status" and "took" (ms) say more of the call. Nothing else of a line is read.',
    'Without a file, or for the file "-", it reads the standard input. The trace goes to the standard output.',
    'Guids and texts of the bank become pseudonyms, by MX_MEMBER_TRACE_KEY (32 hexadecimal digits or more) or a key of this run alone. With the same key two traces have the same pseudonyms. Of every other field the name stays and the value is dropped. Requests, headers and queries are not read, so answers and credentials cannot get in.',
    'Exit codes: 0 written, 1 a file cannot be read, or nothing in it is of MX, 2 wrong usage.',
  ],
  examples: [
    'mx-member redact poller.ndjson > trace.ndjson',
    'mx-member redact session.har | mx-member replay',
  ],
} as const satisfies CommandSpec;

export interface RedactSettings {
  /** `-` is the standard input. */
  readonly files: readonly string[];
  readonly isHar: boolean;
  /** `undefined`: random bytes. */
  readonly key: Uint8Array | undefined;
}

/**
 * What `redact` is to do.
 * @throws {CliError} for a key that is too short, or is not hexadecimal.
 */
export const redactSettings = (
  given: GivenOptions,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RedactSettings => ({
  files: words.length > 0 ? words : ['-'],
  isHar: given.has('har'),
  key: traceKeyOf(env),
});
