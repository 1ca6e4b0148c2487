import { CliError } from '../errors.ts';

/** The options as they were written: the values of each in their order; a switch has none. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** The value of an option that is given at most once. */
export const one = (given: Given, name: string): string | undefined => given.get(name)?.[0];

/** One of some names. */
export function oneOf<Name extends string>(
  given: Given,
  name: string,
  names: readonly Name[],
  otherwise: Name,
): Name {
  const value = one(given, name) ?? otherwise;
  const found = names.find((candidate) => candidate === value);
  if (found === undefined) throw new CliError(`--${name} must be one of ${names.join(', ')}.`);
  return found;
}

/** A whole number from 0 to `most`. */
export function whole(given: Given, name: string, most: number, otherwise: number): number {
  const value = one(given, name) ?? String(otherwise);
  if (!/^\d{1,10}$/.test(value) || Number(value) > most)
    throw new CliError(`--${name} must be a whole number from 0 to ${most}.`);
  return Number(value);
}

/** A text that is not blank. */
export function filled(given: Given, name: string): string | undefined {
  const value = one(given, name);
  if (value?.trim() === '') throw new CliError(`--${name} must not be empty.`);
  return value;
}
