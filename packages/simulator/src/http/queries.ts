import { BankRefusal } from '../bank/refusal.ts';

/** `true` or `false` in a query. `undefined` if it is absent. @throws BankRefusal 400 for anything else. */
export function flagOf(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new BankRefusal(400, `"${name}" must be true or false.`);
}

/** A list in a query: `name=a&name=b`, `name[]=a` or `name=a,b`. Empty if it is absent. */
export const listOf = (query: URLSearchParams, name: string): readonly string[] =>
  [...query.getAll(name), ...query.getAll(`${name}[]`)]
    .flatMap((value) => value.split(','))
    .filter((value) => value !== '');

/** A list of known values in a query. @throws BankRefusal 400 for an entry that is not one of `choices`. */
export function knownValues<T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
): readonly T[] {
  return listOf(query, name).map((value) => {
    const choice = choices.find((one) => one === value);
    if (choice === undefined)
      throw new BankRefusal(400, `"${name}" must contain only ${choices.join(', ')}.`);
    return choice;
  });
}
