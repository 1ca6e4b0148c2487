import { checkEvent, checkRecordOnce, isOver, trust } from '../data/check.ts';
import {
  type Call,
  type Fault,
  type MemberContext,
  type MemberEmitted,
  type MemberEvent,
  type MemberInput,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
  type StampedReading,
} from '../data/types.ts';
import { initialContext, onRecovery } from '../memory/memory.ts';
import { recordAtRest } from '../memory/resumable.ts';
import { type MemberView, viewOf } from '../memory/view.ts';
import type { AnswersRequest, StartRequest, StatusRequest } from '../mx/port.ts';
import { BEGINNING, choose, type Edge, PLACES, type Place } from './compile-chart.ts';
import { statusRequest } from './requests.ts';

/** The machine without a process, for hosts with no memory between calls: a queue and a table, a cron job, a function. */

/** What can happen to a member: what its host says, and how an effect went. */
export type StepEvent =
  | MemberEvent
  /** The call of an effect has succeeded. `call` and `turn` are those of the effect. */
  | (Turn & { readonly type: 'done'; readonly call: Call; readonly reading: StampedReading })
  /** The call of an effect has failed; `toFault(error, at)` makes the fault. `makeCall` makes this event and the one above. */
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
  | (Turn & { readonly type: 'readStatus' } & Required<StatusRequest>)
  /** The only place where answers are; they are not in the record, so an effect that is lost is not sent again. */
  | (Turn & { readonly type: 'submitAnswers' } & Pick<AnswersRequest, 'member' | 'answers'>)
  /** Its result is of no interest any more: drop it. */
  | (Turn & { readonly type: 'cancelCall'; readonly call: Call })
  /** Send `elapsed` after so many ms. */
  | (Turn & { readonly type: 'wait'; readonly ms: number })
  /** Nobody waits any more. */
  | (Turn & { readonly type: 'cancelWait' })
  /** What is emitted to the member's listeners; `ended` is the last effect of all. */
  | MemberEmitted;

/** An effect that is a call to MX: `makeCall(port, effect)` makes it. */
export type CallEffect = Extract<Effect, { readonly type: Call }>;

/** A member after something has happened: what to keep, then what to do. */
export interface Step {
  readonly record: MemberRecord;
  readonly effects: readonly Effect[];
}

/** Whether an effect is a call to MX. */
export const isCall = (effect: Effect): effect is CallEffect =>
  effect.type === 'startJob' || effect.type === 'readStatus' || effect.type === 'submitAnswers';

/** Whether a record stands in a wait or in a final state, so that no call is under way. */
export const rests = (record: MemberRecord): boolean =>
  isOver(record) || placeOf(record).on.has('elapsed');

/** Its state is one of ours: it was checked. */
const placeOf = ({ state }: MemberRecord): Place => PLACES.get(state) as Place;

/** Takes the first of the transitions that fits, and those that follow at once, to the next place where the member rests. */
function take(
  edges: readonly Edge[] | undefined,
  before: MemberContext,
  event: StepEvent | null,
): Step | null {
  const type = event?.type;
  const inner = innerOf(event);
  const first = choose(edges, { context: before, event: inner });
  if (!first) return null;
  const effects: Effect[] = [];
  const last = before.turn;
  let turn = last;
  let context = before;
  let place = first.to;
  for (
    let edge: Edge | undefined = first;
    edge;
    edge = choose(place.always, { context, event: inner })
  ) {
    for (const operation of edge.operations) {
      const args = { context, event: inner };
      switch (operation.type) {
        case 'update':
          context = operation.run(args);
          break;
        case 'announce':
          effects.push(operation.run(args));
          break;
        case 'call':
          turn = last + 1;
          effects.push(toEffect(operation.call, turn, operation.input(args)));
          break;
        // What has ended by itself is not dropped.
        case 'stopCall':
          if (type !== 'done' && type !== 'error')
            effects.push({ type: 'cancelCall', turn: last, call: operation.call });
          break;
        case 'wait':
          turn = last + 1;
          effects.push({ type: 'wait', turn, ms: operation.delay(args) });
          break;
        case 'stopWait':
          if (type !== 'elapsed') effects.push({ type: 'cancelWait', turn: last });
          break;
      }
    }
    place = edge.to;
  }
  const state = place.state as RecordState;
  return { record: { schema: RECORD_VERSION, state, context: numbered(context, turn) }, effects };
}

/**
 * The context with the number of the call or wait that stands. Whatever leads to one has changed the context, so it is a copy
 * that nobody else has, and is not copied once more.
 */
function numbered(
  context: { -readonly [Field in keyof MemberContext]: MemberContext[Field] },
  turn: number,
): MemberContext {
  if (turn !== context.turn) context.turn = turn;
  return context;
}

/** The effect of a call: its request, with answers where a host can see them. */
function toEffect(call: Call, turn: number, request: object): Effect {
  const { answers } = request as Partial<AnswersRequest>;
  return { type: call, turn, ...request, ...(answers && { answers }) } as Effect;
}

/** An event as the rules read it: as XState has results and faults. */
function innerOf(event: StepEvent | null): object {
  switch (event?.type) {
    case 'done':
      return { output: event.reading };
    case 'error':
      return { error: event.fault };
    default:
      return event ?? {};
  }
}

/** A step from good data. */
function trusted(made: Step): Step {
  trust(made.record);
  return made;
}

/**
 * Begins a lifecycle.
 * @throws {TypeError} that names what is wrong with the input.
 */
export function begin(input: MemberInput): Step {
  return trusted(take(BEGINNING.always, initialContext(input), null) as Step);
}

/**
 * Applies one event. Store the record first, then perform the effects, then report each result. Pure: the same record and
 * event give the same step. A result or a time of another turn than the last, and an event that the member does not accept
 * now, change nothing: the same record comes back. Answers that are not accepted are refused by the effect
 * `answer.refused`, also where the record does not change.
 *
 * A record is checked when this process sees it for the first time. Never change one in place: it would not be checked again.
 * @throws {TypeError} that says what is wrong with the record or the event. It quotes no answer.
 */
export const step = (record: MemberRecord, event: StepEvent): Step =>
  trusted(stepUnchecked(checkRecordOnce(record), checkEvent(event)));

/**
 * {@link step} without its checks, for a record and an event that were checked elsewhere. A record or an event that is not
 * valid gives a wrong result, or an error that does not say what is wrong.
 */
export function stepUnchecked(record: MemberRecord, event: StepEvent): Step {
  const { context } = record;
  const { call, on } = placeOf(record);
  const isOurs =
    (!('turn' in event) || event.turn === context.turn) &&
    (!('call' in event) || event.call === call);
  const next = isOurs ? take(on.get(event.type), context, event) : null;
  if (!next) return { record, effects: [] };
  return next.record.context === context ? { record, effects: next.effects } : next;
}

/**
 * Goes on after effects were lost, as by a crash between keeping the record and doing them: MX is polled. A wait is cut
 * short; a start and answers that were on their way are not sent again blindly.
 * @throws {TypeError} that says what is wrong with the record.
 */
export function recover(record: MemberRecord): Step {
  const { state, context } = checkRecordOnce(record);
  if (isOver(record)) return { record, effects: [] };
  const rested = recordAtRest(state, context);
  const next = onRecovery(rested.context);
  const request = statusRequest({ context: next, event: {} });
  return trusted({
    record: { ...rested, context: next },
    effects: [{ type: 'readStatus', turn: next.turn, ...request }],
  });
}

/**
 * What a screen is shown of a record: `memberView` for hosts without an actor.
 * @throws {TypeError} that says what is wrong with the record.
 */
export const recordView = (record: MemberRecord): MemberView =>
  viewOf(checkRecordOnce(record).context);
