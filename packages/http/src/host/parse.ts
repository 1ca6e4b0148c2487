import { isId } from '@mx-member/machine/hosting';
import { Refusal } from '../problems.ts';
import { ADDRESSES, type Found, type HostAction } from './addresses.ts';
import type { HostRoute } from './routes.ts';
import { invalidValue } from './schemas.ts';

/** Reads the address and the query of a request. */

export type Parameters = Readonly<Record<string, string>>;

/** @throws {Refusal} with a sentence that does not quote the value. Does nothing for `null`. */
export function refuseIf(invalid: string | null): void {
  if (invalid !== null) throw new Refusal('invalid', { detail: invalid });
}

export function actionOf({ actions }: Found, { method }: Request): HostAction {
  const action = actions.find((one) => ADDRESSES[one].method === method);
  if (!action) throw notAllowed(actions.map((one) => ADDRESSES[one].method));
  return action;
}

export const notAllowed = (methods: readonly string[]): Refusal =>
  new Refusal('method-not-allowed', {
    detail: `Use ${methods.join(' or ')}.`,
    headers: { allow: methods.join(', ') },
  });

export function decodeParameters(written: Parameters): Parameters {
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(written)) {
    try {
      parameters[name] = decodeURIComponent(text);
    } catch {
      throw new Refusal('invalid', { detail: 'The path is not correctly percent-encoded.' });
    }
    if (!isId(parameters[name]))
      refuseIf(`${name} must be a text of 1 to 256 characters, without control characters.`);
  }
  return parameters;
}

export function readQuery(
  { query = {} }: HostRoute,
  search: URLSearchParams,
): Record<string, number> {
  const [required] = Object.keys(query);
  const values: Record<string, number> = {};
  for (const [name, schema] of Object.entries(query)) {
    const text = search.get(name);
    if (text === null && name !== required) continue;
    const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : text;
    refuseIf(invalidValue(schema, value, name));
    values[name] = Number(value);
  }
  return values;
}
