import {
  ANSWER,
  firstError,
  INPUT,
  JOBS,
  MAX_ANSWER_LENGTH,
  type Schema,
} from '@mx-member/machine/step';
import { withoutValues } from './problems.ts';

/**
 * The bodies of requests, as JSON Schema. Requests are checked against them, and the OpenAPI file is generated from
 * them.
 */

const closed = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({ type: 'object', properties, required, additionalProperties: false });
const list = (items: Schema): Schema => ({ type: 'array', items });
const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });

const { job, oauth, baseline } = (INPUT.properties ?? {}) as Readonly<Record<string, Schema>>;
const given = (schema: Schema | undefined): Schema => schema ?? {};

export const COUNT: Schema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const FLAG: Schema = { type: 'boolean' };
export const ID: Schema = text(256);
const JOB: Schema = { enum: [...JOBS] };

/** The longest wait of `next`, in ms. Most proxies allow more. */
export const MAX_NEXT_WAIT = 55_000;
export const WAIT: Schema = { type: 'integer', minimum: 0, maximum: MAX_NEXT_WAIT };

const CREDENTIALS: Schema = list(
  closed({ guid: ID, value: { type: 'string', maxLength: MAX_ANSWER_LENGTH } }, ['guid', 'value']),
);
const ANSWERS: Schema = list(ANSWER);
/** A sealed answer is longer than the answer. */
const RELAYED_ANSWER: Schema = {
  anyOf: [
    closed({ guid: ID, value: { type: 'string', maxLength: MAX_ANSWER_LENGTH } }, [
      'guid',
      'value',
    ]),
    closed({ guid: ID, sealed: text(4 * MAX_ANSWER_LENGTH) }, ['guid', 'sealed']),
  ],
};

export const EMPTY_BODY = closed({}, []);
/** The part of an input that a caller may set. The operator of the host sets pacing and deadlines. */
export const START_BODY = closed(
  { job: given(job), oauth: given(oauth), baseline: given(baseline), after: COUNT, replace: FLAG },
  ['job'],
);
export const ANSWERS_BODY = closed({ answers: ANSWERS, prompt: COUNT }, ['answers', 'prompt']);
export const CREDENTIALS_BODY = closed({ credentials: CREDENTIALS }, ['credentials']);
/** The way to the bank's own page and back. */
export const OAUTH_BODY = closed(
  {
    clientRedirectUrl: text(2_048),
    referralSource: { enum: ['APP', 'BROWSER'] },
    enableApp2app: FLAG,
    uiMessageWebviewUrlScheme: ID,
  },
  [],
);
/** The body does not name the user, because the path or `authorize` does. */
export const CREATE_BODY = closed(
  {
    institutionCode: ID,
    credentials: CREDENTIALS,
    oauth: OAUTH_BODY,
    job: JOB,
  },
  ['institutionCode'],
);
export const START_JOB_BODY = closed({ job: JOB }, ['job']);
export const READ_STATUS_BODY = closed({ expects: { enum: ['end', 'any'] } }, []);
export const SUBMIT_ANSWERS_BODY = closed({ answers: list(RELAYED_ANSWER) }, ['answers']);

/** What is wrong with a value, as a sentence that does not quote it. `null` if it is valid. */
export function invalidValue(schema: Schema, value: unknown, path: string): string | null {
  const error = firstError(schema, value, path);
  return error && `${withoutValues(error)}.`;
}
