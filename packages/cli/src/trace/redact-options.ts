import type { CommandSpec, GivenOptions } from '../common/options.ts';
import { traceKeyOf } from '../common/trace-key.ts';

/** The options of `redact`, for the parser and the help. */
export const REDACT_COMMAND = {
  about: 'Turn a log or an HTTP archive of MX into a trace without secrets.',
  operands: 'file …',
  options: {
    har: {
      about:
        'The input is an HTTP archive. This is the default for a file whose name ends with .har.',
    },
  },
  notes: [
    'A log has one JSON object per line. Each has "at" (ms since 1970, or ISO 8601 with a time zone) and one of these: "body" (the response of MX), "webhook" (a webhook of MX), or "outcome" (the conclusion of your program: connected, failed or asked). "method", "url", "status" and "took" (ms) describe the call. Other fields are not read.',
    'Without a file, or with the file "-", it reads the standard input. It writes the trace to the standard output.',
    'Guids and texts of the bank become pseudonyms. They depend on the key in MX_MEMBER_TRACE_KEY (32 hexadecimal digits or more), or on a random key for this run. Two traces with the same key have the same pseudonyms. Other fields keep their names but not their values. Requests, headers and queries are not read, so the trace cannot contain answers or credentials.',
    'Exit codes: 0 written, 1 a file cannot be read or has nothing from MX, 2 wrong usage.',
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
  /** `undefined` for random bytes. */
  readonly key: Uint8Array | undefined;
}

/**
 * Reads the settings of `redact`.
 * @throws {CliError} for a key that is too short or is not hexadecimal.
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
