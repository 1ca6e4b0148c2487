import { flag, integer, list, object, oneOf, orNull, type Schema, string } from '../data/schema.ts';
import { CONTEXT, count, FAULT, MEMBER, READING, RECORD, UNSAFE_INPUT } from '../data/shapes.ts';
import { CALLS, JOBS, NEXT_STEPS, PROBLEM_CODES, REASONS, RECORD_STATES } from '../data/types.ts';
import { TRACE_VERSION } from './line.ts';

/** The lines of a trace as JSON Schema. */

const kind = (...types: readonly string[]) => ({ type: oneOf(types) });
const nullable = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });

const TRACE_PROBLEMS = list(object({ guid: orNull(string), code: oneOf(PROBLEM_CODES) }));
const NAMED = list(object({ guid: string }));

/** A context in a trace. Its problems do not have sentences. */
export const TRACE_CONTEXT = object({
  ...(CONTEXT.properties as Readonly<Record<string, Schema>>),
  problems: TRACE_PROBLEMS,
});

/** A record in a trace. */
export const TRACE_RECORD: Schema = object({
  ...(RECORD.properties as Readonly<Record<string, Schema>>),
  context: TRACE_CONTEXT,
});

/** An input in a trace. */
export const TRACE_INPUT: Schema = {
  ...UNSAFE_INPUT,
  properties: { ...UNSAFE_INPUT.properties, after: TRACE_RECORD },
};

const TURN = { turn: count };

/** `TraceEvent`. */
export const TRACE_EVENT: Schema = {
  anyOf: [
    object({
      ...kind('challenge.answer'),
      prompt: count,
      guids: list(string),
      problems: TRACE_PROBLEMS,
    }),
    object(kind('status.changed', 'cancel')),
    object({ ...kind('done'), call: oneOf(CALLS), ...TURN, reading: READING }, ['turn']),
    object({ ...kind('error'), call: oneOf(CALLS), ...TURN, fault: nullable(FAULT) }, ['turn']),
    object({ ...kind('elapsed'), ...TURN }, ['turn']),
  ],
};

const OUTPUT = object(
  {
    outcome: oneOf(['connected', 'failed']),
    fresh: flag,
    reason: oneOf(REASONS),
    nextStep: oneOf(NEXT_STEPS),
  },
  ['fresh', 'reason', 'nextStep'],
);

/** The fields of an effect that a trace has. */
export const TRACE_EFFECT: Schema = {
  anyOf: [
    object({ ...kind('startJob'), ...TURN, job: oneOf(JOBS) }),
    object({ ...kind('readStatus'), ...TURN, expects: oneOf(['end', 'any']) }),
    object({ ...kind('submitAnswers'), ...TURN, answers: NAMED }),
    object({ ...kind('cancelCall'), ...TURN, call: oneOf(CALLS) }),
    object({ ...kind('wait'), ...TURN, ms: count }),
    object({ ...kind('cancelWait'), ...TURN }),
    object({ ...kind('challenged'), round: count, prompt: count, challenges: NAMED }),
    object({ ...kind('answer.refused'), prompt: count, problems: TRACE_PROBLEMS }),
    object(kind('resumed')),
    object({ ...kind('ended'), output: OUTPUT }),
  ],
};

const HEAD = { trace: { const: TRACE_VERSION } as Schema, member: MEMBER, at: integer };
const RESULT = {
  state: oneOf(RECORD_STATES),
  pause: count,
  effects: list(TRACE_EFFECT),
  digest: string,
};
const stepLine = (type: string, fields: Readonly<Record<string, Schema>>): Schema =>
  object({ ...HEAD, step: string, ...kind(type), ...fields, ...RESULT }, [
    ...['at', 'step', 'effects'],
  ]);

const JITTER = { jitter: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 } as Schema };

/** A line of a trace: `StepLine`. */
export const TRACE_LINE: Schema = {
  anyOf: [
    stepLine('begin', { ...JITTER, input: TRACE_INPUT }),
    stepLine('recover', { ...JITTER, record: TRACE_RECORD }),
    stepLine('follow', { ...JITTER, record: TRACE_RECORD }),
    stepLine('event', { event: TRACE_EVENT }),
  ],
};
