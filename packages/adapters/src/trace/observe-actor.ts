import {
  type Call,
  type Fault,
  type MemberContext,
  type MemberInput,
  type MemberRecord,
  RECORD_VERSION,
  type RecordState,
  type StampedReading,
  type StepEvent,
  stepUnchecked,
} from '@mx-member/machine/step';
import type { StepLine, TraceCause, TraceHash } from '@mx-member/machine/trace';
import { traceOf } from '@mx-member/machine/trace';

/** What is read of XState's inspection events. */
export interface ActorInspection {
  readonly type: string;
  readonly actorRef?: object;
  readonly event?: { readonly type: string };
  readonly snapshot?: object;
}

/** What is read of XState's own events. */
interface XStateEvent {
  readonly type: string;
  readonly input?: MemberInput;
  readonly output?: StampedReading;
  readonly error?: Partial<Fault>;
}

/** The record of a snapshot of `memberMachine`; `null` for a snapshot of anything else. */
function recordIn(snapshot: object | undefined): MemberRecord | null {
  const { value, context } = Object(snapshot) as {
    readonly value?: string | Readonly<Record<string, string>>;
    readonly context?: Partial<MemberContext>;
  };
  if (!value || !context?.verdict || !context.member) return null;
  const state = typeof value === 'string' ? value : Object.entries(value)[0]?.join('.');
  return {
    schema: RECORD_VERSION,
    state: state as RecordState,
    context: context as MemberContext,
  };
}

/** The call that an actor makes in a state. */
function callIn({ state }: MemberRecord): Call {
  if (state === 'aggregating.starting') return 'startJob';
  return state === 'resumed.submitting' ? 'submitAnswers' : 'readStatus';
}

type TracedEvent = Extract<TraceCause, { readonly type: 'event' }>['event'];

/** Converts an XState event to the event of a step. `null` for an event that a step does not have. */
function eventIn(event: XStateEvent, before: MemberRecord): TracedEvent | null {
  const { type } = event;
  if (type.startsWith('xstate.done.actor') && event.output)
    return { type: 'done', call: callIn(before), reading: event.output };
  if (type.startsWith('xstate.error.actor')) {
    const { code, at } = Object(event.error) as Partial<Fault>;
    const isStamped = typeof at === 'number' && Boolean(code);
    return {
      type: 'error',
      call: callIn(before),
      fault: isStamped ? (event.error as Fault) : null,
    };
  }
  if (type.startsWith('xstate.after')) return { type: 'elapsed' };
  return type.startsWith('xstate.') ? null : (event as StepEvent);
}

/** How an actor begins: from its input, or from a restored record. */
const beginningOf = ({ input }: XStateEvent, { context }: MemberRecord): TraceCause =>
  input && context.awaiting !== 'recovery' && context.lastStampAt === null
    ? { type: 'begin', input }
    : { type: 'follow' };

/** The problems of refused answers. The actor has emitted them only to its listeners, so they are computed again. */
const refusalsOf = (event: TracedEvent, before: MemberRecord) =>
  event.type === 'challenge.answer' ? stepUnchecked(before, event).effects : [];

/** Traces actors. Its lines have no effects, because an actor carries out its own effects. */
export function actorTrace(
  hash: TraceHash,
  now: () => number,
  write: (line: StepLine) => void,
): (inspected: ActorInspection) => void {
  const records = new WeakMap<object, MemberRecord>();

  function cause(actor: object, event: XStateEvent, record: MemberRecord): TraceCause | null {
    const before = records.get(actor);
    if (!before) return beginningOf(event, record);
    const happened = eventIn(event, before);
    return happened && { type: 'event', event: happened, record: before };
  }

  return ({ type, actorRef, event, snapshot }) => {
    const record = type === '@xstate.snapshot' ? recordIn(snapshot) : null;
    if (!record || !actorRef || !event) return;
    const because = cause(actorRef, event, record);
    records.set(actorRef, record);
    if (!because) return;
    const effects = because.type === 'event' ? refusalsOf(because.event, because.record) : [];
    const { effects: _, ...line } = traceOf({ record, effects }, because, hash, now());
    write(line as StepLine);
  };
}
