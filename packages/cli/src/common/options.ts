import { CliError } from './errors.ts';

/** One option of a command. The parser, its messages and the help come from these tables. */
export interface OptionSpec {
  /** The name of the value in the help. A switch has none. */
  readonly value?: string;
  /** Whether it may be given more than once. @default false */
  readonly repeatable?: boolean;
  readonly about: string;
}

/** A command, for the parser and the help. */
export interface CommandSpec {
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What follows '--', as the help shows it. Most commands take nothing there. */
  readonly rest?: string;
  /** The words without an option, as the help shows them. Most commands take none. */
  readonly operands?: string;
  /** Tables below the options, by title. */
  readonly tables?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** Paragraphs below the options. The help wraps them. */
  readonly notes: readonly string[];
  readonly examples: readonly string[];
}

/** The options as given: the values of each, in order. A switch has no values. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

/** The value of an option that may be given once. */
export const optionOf = (given: GivenOptions, name: string): string | undefined =>
  given.get(name)?.[0];

/**
 * Reads an option that must be one of some names.
 * @throws {CliError} for any other value.
 */
export function choiceOf<Name extends string>(
  given: GivenOptions,
  name: string,
  names: readonly Name[],
  otherwise: Name,
): Name {
  const value = optionOf(given, name) ?? otherwise;
  const found = names.find((candidate) => candidate === value);
  if (found === undefined) throw new CliError(`--${name} must be one of ${names.join(', ')}.`);
  return found;
}

/**
 * Reads an option that must be a whole number from 0 to `most`.
 * @throws {CliError} for any other value.
 */
export function wholeNumberOf(
  given: GivenOptions,
  name: string,
  most: number,
  otherwise: number,
): number {
  const value = optionOf(given, name) ?? String(otherwise);
  if (!/^\d{1,10}$/.test(value) || Number(value) > most)
    throw new CliError(`--${name} must be a whole number from 0 to ${most}.`);
  return Number(value);
}

/**
 * Reads an option that must not be blank.
 * @throws {CliError} for a blank value.
 */
export function nonBlankOf(given: GivenOptions, name: string): string | undefined {
  const value = optionOf(given, name);
  if (value?.trim() === '') throw new CliError(`--${name} must not be empty.`);
  return value;
}
