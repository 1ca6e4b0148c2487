import { filled, type Given, whole } from '../command-line/values.ts';
import { CliError } from '../errors.ts';
import { DEFAULT_TIMEOUT } from './options.ts';

export interface ConformanceSettings {
  /** What is checked; `null` is the machine of this package. */
  readonly command: readonly [string, ...string[]] | null;
  /** A directory; `null` is the one that comes with the machine. */
  readonly vectors: string | null;
  /** Part of an id, or the number of a rule; `null` takes all. */
  readonly filter: string | null;
  /** The file to write; `null` writes none. */
  readonly junit: string | null;
  readonly json: boolean;
  /** End at the first vector that fails. */
  readonly bail: boolean;
  /** How long one answer may take, in ms. */
  readonly timeout: number;
}

/**
 * What `conformance` is to do.
 * @param words The command to check and its arguments; none for the machine of this package.
 * @throws {CliError} that names the option and what was expected.
 */
export function conformanceSettings(given: Given, words: readonly string[]): ConformanceSettings {
  const [file, ...args] = words;
  if (file === '') throw new CliError("The command after '--' must not be empty.");
  const timeout = whole(given, 'timeout', 600_000, DEFAULT_TIMEOUT);
  if (timeout === 0) throw new CliError('--timeout must be at least 1.');
  return {
    command: file === undefined ? null : [file, ...args],
    vectors: filled(given, 'vectors') ?? null,
    filter: filled(given, 'filter') ?? null,
    junit: filled(given, 'junit') ?? null,
    json: given.has('json'),
    bail: given.has('bail'),
    timeout,
  };
}
