import { CliError } from './errors.ts';

/** One option of a command. The parser, its messages and the help are made from these tables. */
export interface OptionSpec {
  /** What its value is, as the help shows it; a switch has none. */
  readonly value?: string;
  /** It may be given many times. @default false */
  readonly repeatable?: boolean;
  readonly about: string;
}

/** A command, as the parser and the help know it. */
export interface CommandSpec {
  readonly about: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** What may follow '--', as the help shows it; most commands take nothing. */
  readonly rest?: string;
  /** What the words without an option are, as the help shows it; most commands take none. */
  readonly operands?: string;
  /** Tables below the options, by their title. */
  readonly tables?: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  /** Paragraphs below the options. The help wraps them. */
  readonly notes: readonly string[];
  readonly examples: readonly string[];
}

/** The options as they were written: the values of each in their order; a switch has none. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

/** The value of an option that is given at most once. */
export const optionOf = (given: GivenOptions, name: string): string | undefined =>
  given.get(name)?.[0];

/**
 * One of some names.
 * @throws {CliError} when it is another.
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
 * A whole number from 0 to `most`.
 * @throws {CliError} when it is not.
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
 * A text that is not blank.
 * @throws {CliError} when it is.
 */
export function nonBlankOf(given: GivenOptions, name: string): string | undefined {
  const value = optionOf(given, name);
  if (value?.trim() === '') throw new CliError(`--${name} must not be empty.`);
  return value;
}
