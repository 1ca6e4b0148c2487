import { flag, integer, list, object, oneOf, orNull, type Schema, string } from '../data/schema.ts';
import { CONTEXT, count, FAULT, MEMBER, READING, RECORD, UNSAFE_INPUT } from '../data/shapes.ts';
import { CALLS, JOBS, NEXT_STEPS, PROBLEM_CODES, REASONS, RECORD_STATES } from '../data/types.ts';
import { TRACE_VERSION } from './line.ts';

/** The lines of a trace as JSON Schema. */

const kind = (...types: readonly string[]) => ({ type: oneOf(types) });
const nullable = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });

const TRACE_PROBLEMS = list(object({ guid: orNull(string), code: oneOf(PROBLEM_CODES) }));
const GUIDS = list(string);

/** A record in a trace. Its problems do not have sentences. */
const TRACE_RECORD: Schema = object({
  ...(RECORD.properties as Readonly<Record<string, Schema>>),
  context: { ...CONTEXT, properties: { ...CONTEXT.properties, problems: TRACE_PROBLEMS } },
});

const withAfter = (after: Schema): Schema => ({
  ...UNSAFE_INPUT,
  properties: { ...UNSAFE_INPUT.properties, after },
});

/** The schema for redacting an input. Its previous record is a record, which is redacted too. */
export const REDACTED_INPUT = withAfter(RECORD);

const TURN = { turn: count };

/** `TraceEvent`. */
const TRACE_EVENT: Schema = {
  anyOf: [
    object({ ...kind('challenge.answer'), prompt: count, guids: GUIDS, problems: TRACE_PROBLEMS }),
    object(kind('status.changed', 'cancel')),
    object({ ...kind('done'), call: oneOf(CALLS), ...TURN, reading: READING }, ['turn']),
    object({ ...kind('error'), call: oneOf(CALLS), ...TURN, fault: nullable(FAULT) }, ['turn']),
    object({ ...kind('elapsed'), ...TURN }, ['turn']),
  ],
};

/** `TraceEffect`. */
const TRACE_EFFECT: Schema = {
  anyOf: [
    object({ ...kind('startJob'), ...TURN, job: oneOf(JOBS) }),
    object({ ...kind('readStatus'), ...TURN, expects: oneOf(['end', 'any']) }),
    object({ ...kind('submitAnswers'), ...TURN, guids: GUIDS }),
    object({ ...kind('cancelCall'), ...TURN, call: oneOf(CALLS) }),
    object({ ...kind('wait'), ...TURN, ms: count }),
    object({ ...kind('cancelWait'), ...TURN }),
    object({ ...kind('challenged'), round: count, prompt: count, guids: GUIDS }),
    object({ ...kind('answer.refused'), prompt: count, problems: TRACE_PROBLEMS }),
    object(kind('resumed')),
    object(
      {
        ...kind('ended'),
        outcome: oneOf(['connected', 'failed']),
        fresh: flag,
        reason: oneOf(REASONS),
        nextStep: oneOf(NEXT_STEPS),
      },
      ['fresh', 'reason', 'nextStep'],
    ),
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

/** A line of a trace: `StepLine`. */
export const TRACE_LINE: Schema = {
  anyOf: [
    stepLine('begin', { input: withAfter(TRACE_RECORD) }),
    stepLine('recover', { record: TRACE_RECORD }),
    stepLine('follow', { record: TRACE_RECORD }),
    stepLine('event', { event: TRACE_EVENT }),
  ],
};
