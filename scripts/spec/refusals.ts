import type { Schema } from '../../packages/machine/src/data/schema.ts';
import { INPUT, UNSAFE_INPUT } from '../../packages/machine/src/data/shapes.ts';
import { firstError } from '../../packages/machine/src/data/validate.ts';
import {
  begin,
  EVENT,
  type MemberRecord,
  RECORD,
  type StepEvent,
  step,
} from '../../packages/machine/src/index.ts';
import { inputOf } from './input.ts';

/**
 * Requests that must be refused, made from the schemas of input, event and record: one or two for each constraint, with one
 * value that breaks it.
 */

/** A request of the protocol, beside its id. */
export type Refusal = { readonly id: string } & (
  | { readonly do: 'begin'; readonly input: unknown }
  | { readonly do: 'step'; readonly record: unknown; readonly event: unknown }
);

/** A value in which one constraint of its schema is broken. */
interface Broken {
  readonly constraint: string;
  readonly value: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** For each type a value that is not of it, although some languages take it for one. */
const WRONG_TYPE: Readonly<Record<string, unknown>> = {
  boolean: 'true',
  integer: '1',
  string: 7,
  array: {},
  object: [],
};

/** What breaks the constraints of a schema on the value itself, by keyword. */
function* brokenHere(schema: Schema): Generator<readonly [keyword: string, value: unknown]> {
  const types = [schema.type ?? []].flat();
  const values = schema.enum ?? ('const' in schema ? [schema.const] : []);
  if (values.length > 0) yield ['enum' in schema ? 'enum' : 'const', 'surprise'];
  for (const type of types) if (type !== 'null') yield ['type', WRONG_TYPE[type]];
  if (!types.includes('null') && !values.includes(null)) yield ['type null', null];
  if (types.includes('integer')) yield ['type integer', 0.5];
  if (schema.minimum !== undefined) yield ['minimum', schema.minimum - 1];
  if (schema.maximum !== undefined) yield ['maximum', schema.maximum + 1];
  if (schema.minLength) yield ['minLength', ''];
  if (schema.maxLength !== undefined) yield ['maxLength', 'x'.repeat(schema.maxLength + 1)];
}

function* brokenInside(schema: Schema, value: unknown, path: string): Generator<Broken> {
  if (Array.isArray(value)) {
    const [first, ...rest] = value;
    if (schema.items && first !== undefined)
      for (const { constraint, value: item } of broken(schema.items, first, `${path}[]`))
        yield { constraint, value: [item, ...rest] };
    return;
  }
  if (!isObject(value)) return;
  for (const key of schema.required ?? []) {
    const { [key]: _, ...others } = value;
    yield { constraint: `${path} required ${key}`, value: others };
  }
  if (schema.additionalProperties === false)
    yield { constraint: `${path} additionalProperties`, value: { ...value, surprise: 1 } };
  for (const [key, inner] of Object.entries(schema.properties ?? {}))
    if (value[key] !== undefined)
      for (const one of broken(inner, value[key], `${path}.${key}`))
        yield { ...one, value: { ...value, [key]: one.value } };
}

/** A value with each constraint of its schema broken in turn. */
function* broken(schema: Schema, value: unknown, path: string): Generator<Broken> {
  const form = schema.anyOf?.find((one) => firstError(one, value, '') === null) ?? schema;
  for (const [keyword, wrong] of brokenHere(form))
    if (firstError(schema, wrong, '') !== null)
      yield { constraint: `${path} ${keyword}`, value: wrong };
  yield* brokenInside(form, value, path);
}

const OPTION = { label: 'Red', value: '1', guid: 'OPT-1', dataUri: 'data:1' };
const READING = {
  connectionStatus: 'CHALLENGED',
  isBeingAggregated: true,
  challenges: [{ guid: 'A', type: 'OPTIONS', label: 'A?', options: [OPTION], imageData: 'data:2' }],
  aggregatedAt: '2026-01-01T00:00:00Z',
  successfullyAggregatedAt: '2026-01-01T00:00:00Z',
  message: 'One moment.',
  errorCode: 1000,
  needsUpdatedCredentials: false,
  progress: 'accounts',
  jobGuid: 'JOB-1',
  at: 1_001_000,
  took: 0,
} as const;
const FAULT = {
  code: 'unreachable',
  status: 503,
  retryAfter: 0,
  times: 1,
  path: '/users',
  at: 1_001_000,
} as const;

const DONE = { type: 'done', call: 'readStatus', turn: 4, reading: READING } as const;

const EVENTS: Readonly<Record<string, unknown>> = {
  done: DONE,
  error: { type: 'error', call: 'readStatus', turn: 4, fault: FAULT },
  answer: { type: 'challenge.answer', answers: [{ guid: 'A', value: '1' }], prompt: 1 },
  sealed: { type: 'challenge.answer', answers: [{ guid: 'A', sealed: 'x' }], prompt: 1 },
  hint: { type: 'status.changed' },
  cancel: { type: 'cancel' },
  elapsed: { type: 'elapsed', turn: 2 },
};

/** The record after these events. */
const recordAfter = (...events: readonly StepEvent[]): MemberRecord =>
  events.reduce((record, event) => step(record, event).record, begin(inputOf()).record);

const RUNNING = { connectionStatus: 'CREATED', isBeingAggregated: true, challenges: [] };
const STARTED: readonly StepEvent[] = [
  {
    type: 'done',
    call: 'readStatus',
    turn: 1,
    reading: {
      connectionStatus: 'CONNECTED',
      isBeingAggregated: false,
      challenges: [],
      successfullyAggregatedAt: null,
      at: 999_000,
    },
  },
  {
    type: 'done',
    call: 'startJob',
    turn: 2,
    reading: { ...RUNNING, successfullyAggregatedAt: null, at: 1_000_000 },
  },
  { type: 'elapsed', turn: 3 },
];

/** A record with a question in which nothing is absent. */
function asked(): unknown {
  const record = recordAfter(...STARTED, DONE);
  const context = {
    ...record.context,
    baseline: { ...RUNNING, errorCode: 1000, aggregatedAt: null, successfullyAggregatedAt: null },
    act: { at: 1_000_000, isTaken: true },
    evidence: { of: 'seen', at: 1_001_000, jobGuid: 'JOB-1', aggregatedAt: READING.aggregatedAt },
    finding: { rule: 'elsewhereOnce', from: 1_001_000 },
    fault: FAULT,
    answeredGuids: ['B'],
    problems: [{ guid: 'A', code: 'refused', message: '' }],
  };
  const { challenges: _, ...baseline } = context.baseline;
  return { ...record, context: { ...context, baseline } };
}

const connected = (): unknown =>
  recordAfter(...STARTED, {
    ...DONE,
    reading: {
      connectionStatus: 'CONNECTED',
      isBeingAggregated: false,
      challenges: [],
      successfullyAggregatedAt: '2026-01-02T00:00:00Z',
      at: 1_001_000,
    },
  });

const ACT = { type: 'credentials', before: READING, reply: READING, at: 1_000_000 } as const;

const WHOLE_INPUT = {
  ...inputOf({ answerWith: 'value', act: ACT, look: READING, oauth: false }),
  unsafePacing: false,
};

/** All lines, each constraint once. */
export function refusals(): readonly Refusal[] {
  const record = asked();
  const ofInput = ({ constraint, value }: Broken): Refusal => ({
    id: constraint,
    do: 'begin',
    input: value,
  });
  const lines = [
    ...[...broken(INPUT, WHOLE_INPUT, 'input')].map(ofInput),
    ...[...broken(INPUT, { ...inputOf(), after: {} }, 'input')].map(ofInput),
    ...[...broken(UNSAFE_INPUT, { ...inputOf(), unsafePacing: true }, 'unsafe input')]
      .filter(({ constraint }) => /\.pacing\.(busy|needsUser) /.test(constraint))
      .map(ofInput),
    ...Object.entries(EVENTS).flatMap(([name, event]) =>
      [...broken(EVENT, event, name)].map(
        ({ constraint, value }): Refusal => ({
          id: `event ${constraint}`,
          do: 'step',
          record,
          event: value,
        }),
      ),
    ),
    ...[record, connected(), recordAfter({ type: 'cancel' })].flatMap((one) =>
      [...broken(RECORD, one, 'record')].map(
        ({ constraint, value }): Refusal => ({
          id: constraint,
          do: 'step',
          record: value,
          event: EVENTS.cancel,
        }),
      ),
    ),
  ];
  const ids = lines.map(({ id }) => id);
  return lines.filter(({ id }, index) => ids.indexOf(id) === index);
}
