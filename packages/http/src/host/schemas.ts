import { ANSWER, firstError, INPUT, MAX_ANSWER_LENGTH, type Schema } from '@mx-member/machine/step';
import { withoutValues } from '../problems.ts';

/**
 * The bodies of requests, as JSON Schema. Requests are checked against them, and the OpenAPI file is generated from
 * them.
 */

const closed = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({ type: 'object', properties, required, additionalProperties: false });

const { job, oauth, baseline } = (INPUT.properties ?? {}) as Readonly<Record<string, Schema>>;
const given = (schema: Schema | undefined): Schema => schema ?? {};

export const COUNT: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const FLAG: Schema = { type: 'boolean' };
export const ID: Schema = { type: 'string', minLength: 1, maxLength: 256 };

/** The longest wait of `next`, in ms. Most proxies allow more. */
export const MAX_NEXT_WAIT = 55_000;
export const WAIT: Schema = { type: 'integer', minimum: 0, maximum: MAX_NEXT_WAIT };

/** The part of an input that a caller may set. The operator of the host sets pacing and deadlines. */
export const START_BODY = closed(
  { job: given(job), oauth: given(oauth), baseline: given(baseline), after: COUNT, replace: FLAG },
  ['job'],
);
export const ANSWERS_BODY = closed({ answers: { type: 'array', items: ANSWER }, prompt: COUNT }, [
  'answers',
  'prompt',
]);
export const CREDENTIALS_BODY = closed(
  {
    credentials: {
      type: 'array',
      items: closed({ guid: ID, value: { type: 'string', maxLength: MAX_ANSWER_LENGTH } }, [
        'guid',
        'value',
      ]),
    },
  },
  ['credentials'],
);
export const EMPTY_BODY = closed({}, []);

/** What is wrong with a value, as a sentence that does not quote it. `null` if it is valid. */
export function invalidValue(schema: Schema, value: unknown, path: string): string | null {
  const error = firstError(schema, value, path);
  return error && `${withoutValues(error)}.`;
}
