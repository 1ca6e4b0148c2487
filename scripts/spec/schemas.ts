import { ANSWER } from '../../packages/machine/src/data/event-shape.ts';
import { NEXT_STEPS, STARTS } from '../../packages/machine/src/data/lifecycle.ts';
import { RECORD_STATES } from '../../packages/machine/src/data/record.ts';
import {
  flag,
  integer,
  list,
  moment,
  object,
  oneOf,
  orNull,
  type Schema,
  string,
} from '../../packages/machine/src/data/schema.ts';
import {
  CHALLENGE,
  CONTEXT,
  count,
  FAULT,
  INPUT,
  MEMBER,
  PROBLEM,
  READING,
  UNSAFE_INPUT,
} from '../../packages/machine/src/data/shapes.ts';
import {
  ANSWER_NAMES,
  JOB_EVIDENCE,
  PHASES,
  PROGRESS,
} from '../../packages/machine/src/data/types.ts';
import {
  CALLS,
  EVENT,
  FAULT_CODES,
  JOBS,
  REASONS,
  RECORD,
} from '../../packages/machine/src/index.ts';
import { TRACE_LINE } from '../../packages/machine/src/trace/line-shape.ts';
import { RULES } from './rules.ts';
import { isSentence } from './vector.ts';

/** The JSON Schemas of the specification: the machine's schemas, and what only the specification needs. */

const described = (description: string, schema: Schema): Schema => ({ description, ...schema });
const nullable = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });
const kind = (type: string) => ({ type: { const: type } as Schema });
const CALL = oneOf(CALLS);
const WAIT: Schema = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 };

/** The job that was asked for, and what happened to its start. */
const ASKED = { job: nullable(oneOf(JOBS)), start: oneOf([...STARTS, null]) };

const CONNECTED = {
  outcome: { const: 'connected' } as Schema,
  ...ASKED,
  fresh: flag as Schema,
  evidence: oneOf(JOB_EVIDENCE),
  reading: READING as Schema,
};
const FAILED = {
  outcome: { const: 'failed' } as Schema,
  ...ASKED,
  reason: oneOf(REASONS),
  nextStep: oneOf(NEXT_STEPS),
  connectionStatus: orNull(string),
  errorCode: orNull(integer),
  lastFault: nullable(FAULT),
};

/** An input; a pace below its floor only with `unsafePacing`. */
const ANY_INPUT: Schema = {
  anyOf: [
    INPUT,
    {
      ...UNSAFE_INPUT,
      properties: { ...UNSAFE_INPUT.properties, unsafePacing: { const: true } },
      required: [...(UNSAFE_INPUT.required ?? []), 'unsafePacing'],
    },
  ],
};

const EFFECT: Schema = {
  anyOf: [
    described(
      'Start this job, but not after this moment.',
      object({
        ...kind('startJob'),
        turn: count,
        member: MEMBER,
        job: oneOf(JOBS),
        notAfter: moment,
      }),
    ),
    described(
      'Read the member once; `end`: and say how the job has ended, where one request can.',
      object({
        ...kind('readStatus'),
        turn: count,
        member: MEMBER,
        expects: oneOf(['end', 'any']),
      }),
    ),
    described(
      'Send these answers, once. The only place where answers are.',
      object({ ...kind('submitAnswers'), turn: count, member: MEMBER, answers: list(ANSWER) }),
    ),
    described(
      'The result of this call is of no interest any more.',
      object({ ...kind('cancelCall'), turn: count, call: CALL }),
    ),
    described(
      'Send `elapsed` after so many ms.',
      object({ ...kind('wait'), turn: count, ms: WAIT }),
    ),
    described('Nobody waits any more.', object({ ...kind('cancelWait'), turn: count })),
    described(
      'Emit: the bank asks.',
      object({
        ...kind('challenged'),
        round: { type: 'integer', minimum: 1 },
        prompt: { type: 'integer', minimum: 1 },
        challenges: list(CHALLENGE),
      }),
    ),
    described(
      'Emit: the answers have problems.',
      object({ ...kind('answer.refused'), prompt: count, problems: list(PROBLEM) }),
    ),
    described('Emit: the questions are answered.', object(kind('resumed'))),
    described(
      'Emit: it has ended. The last effect of all.',
      object({ ...kind('ended'), output: { anyOf: [object(CONNECTED), object(FAILED)] } }),
    ),
  ],
};

const TEXTS = { message: string as Schema, advice: orNull(string) };

/** `MemberView`. */
export const VIEW = object({
  state: oneOf([...PHASES, 'connected', 'failed']),
  busy: flag,
  needs: oneOf(['answers', 'authorization', null]),
  round: { type: 'integer', minimum: 0 },
  prompt: count,
  challenges: list(CHALLENGE),
  answerWith: oneOf(ANSWER_NAMES),
  problems: list(PROBLEM),
  warning: nullable(object({ code: oneOf(FAULT_CODES), message: string })),
  status: nullable(
    object({ name: orNull(string), known: flag, meaning: string, message: orNull(string) }),
  ),
  progress: oneOf([...PROGRESS, null]),
  since: moment,
  elapsed: orNull(integer),
  isSlow: flag,
  rule: string,
  revision: count,
  outcome: {
    anyOf: [{ type: 'null' }, object({ ...CONNECTED, ...TEXTS }), object({ ...FAILED, ...TEXTS })],
  },
});

/** The same shape without the sentences for people, which vectors leave out. */
function wordless(schema: Schema): Schema {
  const { anyOf, items, properties, required, ...rest } = schema;
  return {
    ...rest,
    ...(anyOf && { anyOf: anyOf.map(wordless) }),
    ...(items && { items: wordless(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties)
          .filter(([key]) => !isSentence(key))
          .map(([key, one]) => [key, wordless(one)]),
      ),
    }),
    ...(required && { required: required.filter((key) => !isSentence(key)) }),
  };
}

const anything = (description: string): Schema => ({ description });

/** A shape that stands in another file, or in `$defs` of this one. */
interface Reference extends Schema {
  readonly $ref: string;
}
const ref = ($ref: string): Reference => ({ $ref });

const RECOVER = { recover: { const: true } as Schema };
const OUTCOME = {
  state: oneOf(RECORD_STATES),
  effects: described('All of them, in their order.', list(ref('#/$defs/effect'))),
  view: ref('#/$defs/view'),
  context: ref('#/$defs/context'),
};
const REFUSED = { refused: described('It must be answered with an error.', { const: true }) };
const GIVEN = {
  record: anything('Taken in place of the record that the implementation gave last.'),
};

const HEAD = {
  $schema: { const: '../../vector.schema.json' } as Schema,
  id: described('`<topic>-<name>`: the file is `<topic>/<name>.json`.', string),
  description: described('The behaviour, in one sentence.', { ...string, minLength: 1 }),
  rules: described('Numbers of the rules in README.md.', list(oneOf(RULES.map(({ id }) => id)))),
  sources: described('Where it comes from: tags of docs/sources.md.', list(string)),
};

const STEP: Schema = {
  anyOf: [
    object({ event: ref('event.schema.json'), ...GIVEN, ...OUTCOME }, ['record']),
    object({ ...RECOVER, ...GIVEN, ...OUTCOME }, ['record']),
    object({ event: anything('What is wrong.'), ...GIVEN, ...REFUSED }, ['record']),
    object({ ...RECOVER, ...GIVEN, ...REFUSED }),
  ],
};

const VECTOR = {
  $defs: {
    effect: wordless(EFFECT),
    view: described(
      'The fields of the view that are other than before; each must be equal as a whole, and all others as before.',
      { ...wordless(VIEW), required: [] },
    ),
    context: described('The same of the context of the record.', {
      ...wordless(CONTEXT),
      required: [],
    }),
    step: STEP,
  },
  anyOf: [
    object(
      {
        ...HEAD,
        input: ref('input.schema.json'),
        begin: object(OUTCOME),
        steps: list(ref('#/$defs/step')),
      },
      ['sources'],
    ),
    object(
      {
        ...HEAD,
        input: anything('What is wrong.'),
        begin: object(REFUSED),
        steps: { type: 'array', enum: [[]] },
      },
      ['sources'],
    ),
  ],
};

const file = (name: string, title: string, schema: object) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: name,
  title,
  ...schema,
});

/** File names with what is in them. */
export const schemaFiles = (): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    (
      [
        ['input', 'What a lifecycle begins with', ANY_INPUT],
        ['record', 'A lifecycle as it is kept', RECORD],
        ['event', 'What can happen to a member', EVENT],
        ['effect', 'What the host has to do', EFFECT],
        ['view', 'What a screen is shown', VIEW],
        ['vector', 'One behaviour of a member', VECTOR],
        ['trace', 'A line of a trace', TRACE_LINE],
      ] as const
    ).map(([name, title, schema]) => [
      `${name}.schema.json`,
      file(`${name}.schema.json`, title, schema),
    ]),
  );
