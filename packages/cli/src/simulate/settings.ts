import { type Given, whole } from '../command-line/values.ts';
import { DEFAULT_PORT } from './options.ts';

export interface SimulateSettings {
  readonly port: number;
  /** How long each step of a job takes, in ms. */
  readonly step: number;
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
export function simulateSettings(given: Given): SimulateSettings {
  return {
    port: whole(given, 'port', 65_535, DEFAULT_PORT),
    step: whole(given, 'step', 600_000, 1_000),
    faults: given.get('fault') ?? [],
    record: given.get('record')?.at(-1),
    json: given.has('json'),
  };
}
