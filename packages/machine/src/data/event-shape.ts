import { list, object, oneOf, type Schema, string } from './schema.ts';
import { count, FAULT, READING } from './shapes.ts';
import { CALLS } from './types.ts';

/** The schema of the events of a step. It is a separate file, because a page that runs an actor does not need it. */

/** `Answer`. */
export const ANSWER: Schema = {
  anyOf: [object({ guid: string, value: string }), object({ guid: string, sealed: string })],
};

/** `StepEvent`. */
export const EVENT: Schema = {
  anyOf: [
    object({ type: { const: 'challenge.answer' }, answers: list(ANSWER), prompt: count }),
    object({ type: { const: 'status.changed' } }),
    object({ type: { const: 'cancel' } }),
    object({ type: { const: 'done' }, call: oneOf(CALLS), turn: count, reading: READING }),
    object({ type: { const: 'error' }, call: oneOf(CALLS), turn: count, fault: FAULT }),
    object({ type: { const: 'elapsed' }, turn: count }),
  ],
};
