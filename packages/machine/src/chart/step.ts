import { checkEvent, checkInput, isOver } from '../data/check.ts';
import { checkRecordOnce, markChecked } from '../data/checked-once.ts';
import {
  type AnswersRequest,
  type Call,
  type Effect,
  type MemberContext,
  type MemberInput,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
  type Step,
  type StepEvent,
} from '../data/types.ts';
import { type Decided, onBeginning, onRecovery } from '../memory/memory.ts';
import { resumableRecord } from '../memory/resumable.ts';
import { type BareView, bareViewOf } from '../memory/view.ts';
import { type MemberView, viewOf } from '../memory/worded-view.ts';
import { pollDelay } from '../rules/timing.ts';
import type { Args, ChartEvent } from './actions.ts';
import { CHART } from './chart.ts';
import {
  type CompiledChart,
  compileChart,
  type Edge,
  type PendingCall,
  type Place,
} from './compile-chart.ts';
import { statusRequest } from './requests.ts';

/**
 * The machine without a process, for hosts without memory between calls: a queue and a table, a cron job, a function.
 */

const COMPILED = compileChart(CHART);

/** The state of a checked record exists in the chart. */
const placeOf = ({ state }: MemberRecord, { places }: CompiledChart = COMPILED): Place =>
  places.get(state) as Place;

/** Whether a record waits for the result of a call to MX: not for a time, and not after the end. */
export const isInCall = (record: MemberRecord): boolean =>
  !isOver(record) && placeOf(record).stands !== 'wait';

/** The first transition whose guard is true. */
function choose(edges: readonly Edge[] | undefined, args: Args): Edge | undefined {
  for (const edge of edges ?? []) if (edge.fits(args)) return edge;
  return undefined;
}

/** The effects that drop the pending call or wait of a state, unless it has just ended by itself. */
function dropped({ stands }: Place, turn: number, event: ChartEvent): Effect[] {
  if (stands === null) return [];
  // Only the beginning has no event, and nothing is pending there.
  const { type } = event as NonNullable<ChartEvent>;
  if (stands === 'wait') return type === 'elapsed' ? [] : [{ type: 'cancelWait', turn }];
  const hasEnded = type === 'done' || type === 'error';
  return hasEnded ? [] : [{ type: 'cancelCall', turn, call: stands.call }];
}

/** The effect that begins the call or wait of a state. */
const begun = (stands: PendingCall | 'wait', turn: number, args: Args): Effect =>
  stands === 'wait'
    ? { type: 'wait', turn, ms: pollDelay(args.context) }
    : callEffect(stands.call, turn, stands.input(args as Args & { event: object }));

/** The effect of a call: its request, with answers where a host can see them. */
function callEffect(call: Call, turn: number, request: object): Effect {
  const effect = { type: call, turn, ...request };
  const { answers } = request as Partial<AnswersRequest>;
  return (answers ? { ...effect, answers } : effect) as Effect;
}

/**
 * Takes the first matching transition, and the transitions that follow at once. Returns the effects in order: dropped,
 * emitted, begun. If nothing matches, the context stays the same object.
 */
function take(
  from: Place,
  edges: readonly Edge[] | undefined,
  { context: before, route }: Decided,
  event: ChartEvent,
): Step {
  let args: Args = { context: before, event, route };
  let place = from;
  let hasMoved = false;
  let edge = choose(edges, args);
  const effects = edge?.to ? dropped(from, before.turn, event) : [];
  while (edge) {
    for (const { assign, emit } of edge.actions)
      if (assign) args = { ...assign(args), event };
      else effects.push(emit(args));
    if (edge.to === null) break;
    hasMoved = true;
    place = edge.to;
    if (place.entry) effects.push(place.entry(args));
    edge = choose(place.always, args);
  }
  const { context } = args;
  if (!hasMoved || place.stands === null) return { record: recordAt(place, context), effects };
  const turn = before.turn + 1;
  effects.push(begun(place.stands, turn, args));
  return { record: recordAt(place, numbered(context, turn)), effects };
}

const recordAt = ({ state }: Place, context: MemberContext): MemberRecord => ({
  schema: RECORD_VERSION,
  state: state as RecordState,
  context,
});

/** Sets `turn` in place: every transition to another state has already made a fresh context. */
function numbered(
  context: { -readonly [Field in keyof MemberContext]: MemberContext[Field] },
  turn: number,
): MemberContext {
  context.turn = turn;
  return context;
}

/** Marks the record of a step as checked, because its input was checked. */
function checked(made: Step): Step {
  markChecked(made.record);
  return made;
}

/**
 * Begins a lifecycle.
 *
 * @throws {TypeError} that says what is wrong with the input.
 */
export function begin(input: MemberInput): Step {
  const { beginning } = COMPILED;
  return checked(take(beginning, beginning.always, onBeginning(checkInput(input)), null));
}

/**
 * Applies one event. Store the record first, then carry out the effects, then report each result as an event. It is a
 * pure function: the same record and event give the same step.
 *
 * A result with another turn than the last one, and an event that the member does not accept at the moment, change
 * nothing: the same record is returned. Refused answers lead to the effect `answer.refused`, even if the record does
 * not change.
 *
 * A record is checked when this process sees it for the first time. Never modify a record, because it would not be
 * checked again.
 *
 * @throws {TypeError} that says what is wrong with the record or the event. It does not quote answers.
 */
export const step = (record: MemberRecord, event: StepEvent): Step =>
  checked(stepUnchecked(checkRecordOnce(record), checkEvent(event)));

/**
 * {@link step} without its checks, for a record and an event that were already checked. An invalid record or event
 * leads to a wrong result, or to an error that does not explain it.
 */
export function stepUnchecked(record: MemberRecord, event: StepEvent): Step {
  const { context } = record;
  const place = placeOf(record);
  const { stands } = place;
  const isCurrent =
    (!('turn' in event) || event.turn === context.turn) &&
    (!('call' in event) || (typeof stands === 'object' && event.call === stands?.call));
  const edges = isCurrent ? place.on.get(event.type) : [];
  const next = take(place, edges, { context, route: null }, event);
  return next.record.context === context ? { record, effects: next.effects } : next;
}

/**
 * Continues after effects were lost, for example by a crash between storing the record and carrying out its effects. MX
 * is polled next. A wait is cut short. A start or answers that may have been sent are not sent again blindly.
 *
 * @throws {TypeError} that says what is wrong with the record.
 */
export function recover(record: MemberRecord): Step {
  const { state, context } = checkRecordOnce(record);
  if (isOver(record)) return { record, effects: [] };
  const resumable = resumableRecord(state, context);
  const next = onRecovery(resumable.context);
  const request = statusRequest({ context: next });
  return checked({
    record: { ...resumable, context: next },
    effects: [{ type: 'readStatus', turn: next.turn, ...request }],
  });
}

/**
 * The view of a record: `memberView` for hosts without an actor.
 *
 * @throws {TypeError} that says what is wrong with the record.
 */
export const recordView = (record: MemberRecord): MemberView =>
  viewOf(checkRecordOnce(record).context);

/**
 * The view of a record without sentences, for a page whose screen has its own texts.
 *
 * @throws {TypeError} that says what is wrong with the record.
 */
export const bareView = (record: MemberRecord): BareView =>
  bareViewOf(checkRecordOnce(record).context);
