import { initialTransition, transition } from 'xstate';
import { outcome } from './implementation.ts';
import { checkInput } from './input.ts';
import { memberMachine } from './machine.ts';
import type { AnswersRequest, StartRequest, StatusRequest } from './port.ts';
import { atRest, checkRecord, type MemberRecord, toRecord } from './record.ts';
import { flaw, list, object, oneOf, type Schema } from './schema.ts';
import { ANSWER, count, FAULT, READING } from './schemas.ts';
import type { Fault, MemberEmitted, MemberEvent, MemberInput, StampedReading } from './types.ts';
import { type MemberView, memberView } from './view.ts';

/** The machine without a process, for hosts with no memory between calls: a queue and a table, a cron job, a function. */

/** The three calls to MX. */
export const CALLS = ['startJob', 'readStatus', 'submitAnswers'] as const;
export type Call = (typeof CALLS)[number];

/** What can happen to a member: what its host is told, and how an effect went. */
export type StepEvent =
  | MemberEvent
  /** The call of an effect has succeeded. `call` and `turn` are those of the effect. */
  | (Turn & { readonly type: 'done'; readonly call: Call; readonly reading: StampedReading })
  /** The call of an effect has failed; `toFault(error, at)` makes the fault. */
  | (Turn & { readonly type: 'error'; readonly call: Call; readonly fault: Fault })
  /** The time of the `wait` effect has passed. */
  | (Turn & { readonly type: 'elapsed' });

/**
 * The number of a call or wait. What comes back carries it, so that a result which comes late or twice (as from a queue)
 * is known for what it is, and changes nothing.
 */
export interface Turn {
  readonly turn: number;
}

/** What the host has to do. At most one call or one wait stands at a time. */
export type Effect =
  | (Turn & { readonly type: 'startJob' } & StartRequest)
  | (Turn & { readonly type: 'readStatus' } & StatusRequest)
  /** The only place where answers are; they are not in the record, so an effect that is lost is not sent again. */
  | (Turn & { readonly type: 'submitAnswers' } & AnswersRequest)
  /** Its result is of no interest any more: drop it. */
  | (Turn & { readonly type: 'cancelCall'; readonly call: Call })
  /** Send `elapsed` after so many ms. */
  | (Turn & { readonly type: 'wait'; readonly ms: number })
  /** Nobody waits any more. */
  | (Turn & { readonly type: 'cancelWait' })
  /** What the member's listeners are told; `settled` is the last effect of all. */
  | MemberEmitted;

/** A member after something has happened: what to keep, then what to do. */
export interface Step {
  readonly record: MemberRecord;
  readonly effects: readonly Effect[];
}

/** The shape of a {@link StepEvent} as JSON Schema. */
export const EVENT: Schema = {
  anyOf: [
    object({ type: { const: 'challenge.answer' }, answers: list(ANSWER), asking: count }, [
      'asking',
    ]),
    object({ type: oneOf(['status.changed', 'cancel']) }),
    object({ type: { const: 'done' }, call: oneOf(CALLS), turn: count, reading: READING }),
    object({ type: { const: 'error' }, call: oneOf(CALLS), turn: count, fault: FAULT }),
    object({ type: { const: 'elapsed' }, turn: count }),
  ],
};

type Snapshot = ReturnType<typeof memberMachine.resolveState>;
type Action = ReturnType<typeof initialTransition>[1][number];

const CALL_OF: Readonly<Record<string, Call>> = {
  starting: 'startJob',
  reading: 'readStatus',
  submitting: 'submitAnswers',
};

const placeOf = ({ state }: MemberRecord): string => state.split('.')[1] ?? '';

/** The event in XState's words; `null` for one of a call or wait that does not stand (any more). */
function translate(event: StepEvent, { state, context }: MemberRecord): MemberEvent | null {
  const { turn } = event as Partial<Turn>;
  if (turn !== undefined && turn !== context.turn) return null;
  const inner = (one: object) => one as MemberEvent;
  switch (event.type) {
    case 'done':
      return inner({ type: `xstate.done.actor.${event.call}`, output: event.reading });
    case 'error':
      return inner({ type: `xstate.error.actor.${event.call}`, error: event.fault });
    case 'elapsed':
      return inner({ type: `xstate.after.pollDelay.mxMember.${state}` });
    default:
      return event;
  }
}

/** An action of XState as an effect; some have none, for what they end has ended by itself. */
function effectOf(
  { type, params }: Action,
  event: StepEvent | null,
  before: string,
  lastTurn: number,
): Effect | null {
  const turn = lastTurn + 1;
  const given = Object(params) as Record<string, unknown>;
  switch (type) {
    case 'xstate.spawnChild': {
      const { member, job, answers } = given.input as StartRequest & Partial<AnswersRequest>;
      const request = { member, ...(job && { job }), ...(answers && { answers }) };
      return { type: given.src, turn, ...request } as Effect;
    }
    case 'xstate.stopChild': {
      const call = CALL_OF[before];
      return call && event?.type !== 'done' && event?.type !== 'error'
        ? { type: 'cancelCall', turn: lastTurn, call }
        : null;
    }
    case 'xstate.raise':
      return { type: 'wait', turn, ms: Number(given.delay) };
    case 'xstate.cancel':
      return event?.type === 'elapsed' ? null : { type: 'cancelWait', turn: lastTurn };
    case 'xstate.emit':
      return given.event as MemberEmitted;
    default:
      return null;
  }
}

function toStep(
  [snapshot, actions]: readonly [Snapshot, readonly Action[]],
  event: StepEvent | null,
  before: string,
): Step {
  const { state, context, ...rest } = toRecord(snapshot);
  const effects = actions
    .map((action) => effectOf(action, event, before, context.turn))
    .filter((effect) => effect !== null);
  const turn = Math.max(
    context.turn,
    ...effects.map((effect) => ('turn' in effect ? effect.turn : 0)),
  );
  return { record: { ...rest, state, context: { ...context, turn } }, effects };
}

/** The record as a snapshot of the machine, as it is. */
function snapshotOf({ state, context }: MemberRecord): Snapshot {
  const [phase = '', place] = state.split('.');
  return place
    ? memberMachine.resolveState({ value: { [phase]: place }, context })
    : memberMachine.resolveState({ value: phase, context, output: outcome({ context }) });
}

/**
 * Begins a lifecycle.
 * @throws {TypeError} that names what is wrong with the input.
 */
export const begin = (input: MemberInput): Step =>
  toStep(initialTransition(memberMachine, checkInput(input)), null, '');

/**
 * What happens to a member when something has happened. Keep the record, then do the effects, then come back with how
 * they went. Pure: the same record and event give the same step. A result or a time of another turn than the last, and an
 * event that the member does not hear now, change nothing: the same record comes back, and no effect.
 * @throws {TypeError} that says what is wrong with the record or the event. It quotes no answer.
 */
export function step(record: MemberRecord, event: StepEvent): Step {
  const found = flaw(EVENT, event, 'event');
  if (found) throw new TypeError(`mx-member: ${found}.`);
  const snapshot = snapshotOf(checkRecord(record));
  const heard = translate(event, record);
  if (heard === null || !snapshot.can(heard)) return { record, effects: [] };
  return toStep(transition(memberMachine, snapshot, heard), event, placeOf(record));
}

/**
 * Goes on after effects were lost, as by a crash between keeping the record and doing them: MX is asked what has
 * happened. A wait is cut short, and answers on their way are not sent again.
 * @throws {TypeError} that says what is wrong with the record.
 */
export function resume(record: MemberRecord): Step {
  const rested = atRest(checkRecord(record));
  const { member, job } = rested.context;
  const turn = rested.context.turn + 1;
  const again = { ...rested, context: { ...rested.context, turn } };
  switch (placeOf(rested)) {
    case 'starting':
      return { record: again, effects: job ? [{ type: 'startJob', turn, member, job }] : [] };
    case 'reading':
      return { record: again, effects: [{ type: 'readStatus', turn, member }] };
    default:
      return { record: rested, effects: [] };
  }
}

/**
 * What a screen is shown of a record: {@link memberView} for hosts without an actor.
 * @throws {TypeError} that says what is wrong with the record.
 */
export const recordView = (record: MemberRecord): MemberView =>
  memberView(snapshotOf(checkRecord(record)));
