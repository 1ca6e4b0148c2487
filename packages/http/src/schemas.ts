import {
  ANSWER,
  type Answer,
  type Baseline,
  firstError,
  INPUT,
  JOBS,
  MAX_ANSWER_LENGTH,
  type MemberInput,
  type Schema,
} from '@mx-member/machine/step';
import { invalid, withoutValues } from './problems.ts';

/**
 * The bodies and queries of requests, as JSON Schema. Requests are checked against them, the OpenAPI file is generated from
 * them, and the functions that carry out a request get values of their types.
 */

declare const VALUE: unique symbol;

/** A schema that knows the type of the values that it describes. */
export interface Typed<Value> extends Schema {
  readonly [VALUE]?: Value;
}
/** The type of the values that a schema describes. */
export type ValueOf<S> = S extends Typed<infer Value> ? Value : never;

type Fields = Readonly<Record<string, Typed<unknown>>>;
type Values<F extends Fields, Required extends keyof F> = {
  readonly [Name in Required]: ValueOf<F[Name]>;
} & { readonly [Name in Exclude<keyof F, Required>]?: ValueOf<F[Name]> };

const closed = <F extends Fields, Required extends keyof F & string = never>(
  properties: F,
  required: readonly Required[] = [],
): Typed<Values<F, Required>> & { readonly properties: F } => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const list = <Value>(items: Typed<Value>): Typed<readonly Value[]> => ({ type: 'array', items });
const oneOf = <const Value>(values: readonly Value[]): Typed<Value> => ({ enum: values });
const text = (maxLength: number): Typed<string> => ({ type: 'string', minLength: 1, maxLength });
const whole = (maximum: number): Typed<number> => ({ type: 'integer', minimum: 0, maximum });

export const COUNT = whole(Number.MAX_SAFE_INTEGER);
export const ID = text(256);
export const PAGE: Typed<number> = { ...COUNT, minimum: 1 };
const FLAG: Typed<boolean> = { type: 'boolean' };
const JOB = oneOf(JOBS);
const JOB_OR_NONE = oneOf([...JOBS, null]);

/** The longest wait of `next`, in ms. Most proxies allow more. */
const MAX_NEXT_WAIT = 55_000;

const MAX_METADATA = 4_096;

const ENTERED: Typed<string> = { type: 'string', maxLength: MAX_ANSWER_LENGTH };
const VALUE_OF_FIELD = closed({ guid: ID, value: ENTERED }, ['guid', 'value']);
const CREDENTIALS = list(VALUE_OF_FIELD);
const ANSWERS = list<Answer>(ANSWER);
/** A sealed answer is longer than the answer. */
const RELAYED_ANSWER: Typed<Answer> = {
  anyOf: [
    VALUE_OF_FIELD,
    closed({ guid: ID, sealed: text(4 * MAX_ANSWER_LENGTH) }, ['guid', 'sealed']),
  ],
};

export const EMPTY_BODY = closed({});
/** Who sets each part of an input over HTTP: the path, the caller, or the operator of the host. */
export const INPUT_FROM = {
  member: 'path',
  job: 'caller',
  oauth: 'caller',
  answerWith: 'host',
  act: 'caller',
  look: 'host',
  pacing: 'host',
  deadlines: 'host',
  unsafePacing: 'host',
  after: 'host',
} as const satisfies Readonly<Record<keyof MemberInput, 'path' | 'caller' | 'host'>>;
type FromCaller = {
  [Part in keyof MemberInput]-?: (typeof INPUT_FROM)[Part] extends 'caller' ? Part : never;
}[keyof MemberInput];
const fromCaller = Object.fromEntries(
  Object.entries(INPUT.properties ?? {}).filter(
    ([part]) => INPUT_FROM[part as keyof MemberInput] === 'caller',
  ),
) as { readonly [Part in FromCaller]-?: Typed<Exclude<MemberInput[Part], undefined>> };

/** A member's state before a job, as MX's reading has it. */
const STATE = (INPUT.properties?.act?.properties?.before?.anyOf ?? [])[1] as Typed<Baseline>;
/**
 * The part of an input that a caller sets, and how the lifecycle begins. Pages from before `act` send a `baseline` instead.
 */
export const START_BODY = closed({ ...fromCaller, baseline: STATE, after: COUNT, replace: FLAG }, [
  'job',
]);
export const NEXT_QUERY = closed({ revision: COUNT, wait: whole(MAX_NEXT_WAIT) }, ['revision']);
/** A part of an institution's name, and a page counted from 1. */
export const SEARCH_QUERY = closed({ name: text(256), page: PAGE });
export const ANSWERS_BODY = closed({ answers: ANSWERS, prompt: COUNT }, ['answers', 'prompt']);
export const CREDENTIALS_BODY = closed({ credentials: CREDENTIALS, confirmed: ID }, [
  'credentials',
]);
/** The way to the bank's own page and back. */
export const OAUTH_BODY = closed({
  clientRedirectUrl: text(2_048),
  referralSource: oneOf(['APP', 'BROWSER']),
  enableApp2app: FLAG,
  uiMessageWebviewUrlScheme: ID,
});
const TEXTS = list(ID);
const METADATA: Typed<string> = { type: 'string', maxLength: MAX_METADATA };
/** What MX should do for a new member. */
const WISHED = {
  job: JOB,
  dataRequest: closed({ products: TEXTS }, ['products']),
  metadata: METADATA,
  useCases: TEXTS,
  backgroundAggregationIsDisabled: FLAG,
} as const;
/** The body does not name the user, because the path or `authorize` does. */
export const CREATE_BODY = closed(
  {
    institutionCode: ID,
    credentials: CREDENTIALS,
    oauth: OAUTH_BODY,
    confirmed: ID,
    ...WISHED,
  },
  ['institutionCode'],
);
const AFTER: Typed<number | null> = { ...COUNT, type: ['integer', 'null'] };
/** What was asked for under one id. Credentials are never part of it. `isOauth`: the person logs in at the bank's own page. */
export const WISH = closed({ institutionCode: ID, isOauth: FLAG, ...WISHED }, [
  'institutionCode',
  'isOauth',
]);
/** A creation as a host stores it. */
export const CREATION = closed(
  {
    userGuid: ID,
    id: ID,
    wish: WISH,
    at: COUNT,
    step: oneOf(['creating', 'repairing', 'joining', 'needsCredentials', 'following']),
    memberGuid: ID,
    before: STATE,
    job: JOB_OR_NONE,
    after: AFTER,
  },
  ['userGuid', 'id', 'wish', 'at', 'step'],
);
export const START_JOB_BODY = closed({ job: JOB }, ['job']);
export const READ_STATUS_BODY = closed({ expects: oneOf(['end', 'any']) });
export const SUBMIT_ANSWERS_BODY = closed({ answers: list(RELAYED_ANSWER) }, ['answers']);

type Given = Readonly<Record<string, unknown>>;

/** The parts of a value, each with its schema and its path. */
function partsOf(
  { items = {}, properties = {} }: Schema,
  value: object,
  path: string,
): readonly [Schema, unknown, string][] {
  if (Array.isArray(value)) return value.map((one, index) => [items, one, `${path}[${index}]`]);
  return Object.entries(properties).flatMap(([name, schema]) => {
    const one = (value as Given)[name];
    return one === undefined ? [] : [[schema, one, `${path}.${name}`]];
  });
}

/** What was expected of a value that does not fit, and where. It quotes nothing of the value, not even the name of an unknown field. */
function expectation(schema: Schema, value: unknown, path: string): string {
  const given = Object(typeof value === 'object' ? value : null) as Given;
  const hasFields = ({ required }: Schema) => required?.every((name) => given[name] !== undefined);
  const form = (given === value && schema.anyOf?.find(hasFields)) || schema;
  const wrong = partsOf(form, given, path).find(
    ([part, one]) => firstError(part, one, '') !== null,
  );
  if (wrong) return expectation(...wrong);
  const error = firstError(form, value, path) ?? path;
  if (!error.endsWith(' is not known')) return `${withoutValues(error)}.`;
  const names = Object.keys(form.properties ?? {});
  return `${path} has a field that is not known. ${names.length > 0 ? `Its fields are ${names.join(', ')}.` : 'It must be {}.'}`;
}

/** @returns The value. @throws {Refusal} `invalid`, with a sentence that does not quote the value. */
export function checked<Value>(schema: Typed<Value>, value: unknown, path: string): Value {
  if (firstError(schema, value, path) !== null) throw invalid(expectation(schema, value, path));
  return value as Value;
}
