import { flag, integer, list, oneOf, type Schema, string } from '../data/schema.ts';
import { MEMBER } from '../data/shapes.ts';
import {
  type Call,
  type Effect,
  type FaultCode,
  type Job,
  type MemberId,
  type MemberInput,
  RECORD_STATES,
  type Reading,
} from '../data/types.ts';
import { firstError } from '../data/validate.ts';
import { TRACE_VERSION, type TraceEvent } from './line.ts';
import { TRACE_EVENT } from './line-shape.ts';

/** A lifecycle as a trace tells it, also one that another version wrote: what MX replied, what people did, and what was decided. */

/** A line, as far as a comparison reads it. Another version may have written other fields beside these. */
export interface OldLine {
  /** The version of the format. */
  readonly trace: number;
  readonly member: MemberId;
  readonly at?: number;
  readonly type: 'begin' | 'recover' | 'follow' | 'event';
  readonly state: string;
  readonly jitter?: number;
  /** The record from which a host went on. */
  readonly record?: { readonly context: { readonly turn: number } };
  readonly input?: Partial<MemberInput> & { readonly baseline?: Partial<Reading> };
  readonly event?: TraceEvent;
  /** Absent in the trace of an actor. */
  readonly effects?: readonly OldEffect[];
}

interface OldEffect {
  readonly type: string;
  readonly turn?: number;
  readonly job?: Job;
  readonly prompt?: number;
  readonly output?: Partial<Extract<Effect, { readonly type: 'ended' }>['output']>;
}

/** An object of which only these fields are checked. */
const having = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  type: 'object',
  properties,
  required: [...required],
});

/** What every version of the format has. What a line says of its member is checked, and nothing else. */
const OLD_LINE = having(
  {
    // What a later format means is not known here.
    trace: { type: 'integer', maximum: TRACE_VERSION },
    member: MEMBER,
    at: integer,
    type: oneOf(['begin', 'recover', 'follow', 'event']),
    state: oneOf(RECORD_STATES),
    jitter: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 },
    input: having({}, []),
    record: having({ context: having({ turn: integer }, ['turn']) }, ['context']),
    event: TRACE_EVENT,
    effects: list(
      having(
        {
          type: string,
          turn: integer,
          job: string,
          prompt: integer,
          output: having({ outcome: string, reason: string, fresh: flag }, ['outcome']),
        },
        ['type'],
      ),
    ),
  },
  ['trace', 'member', 'type', 'state'],
);

/**
 * Reads a line that this version or an earlier one wrote.
 *
 * @returns The line, or where it is not one, as `line.event`.
 */
export function readOldLine(given: unknown): OldLine | string {
  const error = firstError(OLD_LINE, given, 'line');
  if (error !== null) return error.split(' ', 1)[0] ?? 'line';
  const line = given as OldLine;
  if (line.type === 'event') return line.event ? line : 'line.event';
  if (line.type === 'begin') return line.input ? line : 'line.input';
  return line.record ? line : 'line.record';
}

type Result = Extract<TraceEvent, { readonly call: Call }>;

/** What MX replied to a call. */
export interface Reply {
  readonly type: 'reply';
  /** When the call was made. */
  readonly sentAt: number;
  readonly at: number;
  /** The number of its line. */
  readonly line: number;
  readonly event: Result;
}

/** What happened beside the calls: an answer, a hint, a cancellation, or the end of a process. */
export interface TraceHappening {
  readonly type: 'act';
  readonly at: number;
  readonly line: number;
  readonly event:
    | Exclude<TraceEvent, Result | { readonly type: 'elapsed' }>
    /** The host went on from the record that it had after the line `after`. */
    | { readonly type: 'crash'; readonly after: number };
}

/** Something that a customer or the bank notices. */
export interface Decision {
  readonly what: 'starts' | 'asks' | 'ends';
  /** The end of a sentence. Two decisions are the same if this is. */
  readonly text: string;
  readonly at: number;
}

/** One lifecycle of a trace. */
export interface Recorded {
  readonly begin: OldLine;
  /** An actor wrote it, so it has states and no effects. */
  readonly isOfActor: boolean;
  /** In the order of the trace. */
  readonly entries: readonly (Reply | TraceHappening)[];
  readonly decisions: readonly Decision[];
  readonly requests: number;
}

const isCallEffect = ({ type }: OldEffect): boolean =>
  type === 'startJob' || type === 'readStatus' || type === 'submitAnswers';

const isBegun = (effect: OldEffect): boolean => isCallEffect(effect) || effect.type === 'wait';

/** How a lifecycle ended, as the end of a sentence. */
export const endText = (output: OldEffect['output'] & object): string =>
  output.outcome === 'connected'
    ? `ends: connected, ${output.fresh ? 'with new data' : 'perhaps with older data'}`
    : `ends: failed (${'reason' in output ? output.reason : 'no reason'})`;

/** What an effect shows to a customer or to the bank. */
export function decisionOf(effect: OldEffect): Omit<Decision, 'at'> | null {
  switch (effect.type) {
    case 'startJob':
      return { what: 'starts', text: `starts the job ${effect.job}` };
    case 'challenged':
      return { what: 'asks', text: 'asks the user' };
    case 'ended':
      return { what: 'ends', text: endText(effect.output ?? {}) };
    default:
      return null;
  }
}

/** The decisions of an actor are in its states, because its trace has no effects. */
export function decisionsOfState(state: string, before: string): Omit<Decision, 'at'>[] {
  const [phase, old] = [state, before].map((name) => name.split('.')[0]);
  if (state === 'aggregating.starting' && state !== before)
    return [{ what: 'starts', text: 'starts the job' }];
  if (phase === old) return [];
  if (phase === 'challenged') return [{ what: 'asks', text: 'asks the user' }];
  return phase === 'connected' || phase === 'failed'
    ? [{ what: 'ends', text: `ends: ${phase}` }]
    : [];
}

/** Faults after which MX may have taken a start or answers all the same. */
const LOST: readonly FaultCode[] = ['unreachable', 'malformed', 'unexpected', 'lost'];

/** Whether MX took a start or answers, or may have. */
export const mayHaveArrived = (event: Result): boolean =>
  event.type === 'done' || event.fault === null || LOST.includes(event.fault.code);

/** Whether MX has refused a start, so that nobody logs in at the bank. */
export const isRefusedStart = (event: Result): boolean =>
  event.call === 'startJob' && !mayHaveArrived(event);

/** Takes back the last start, because nobody has logged in. */
export function dropStart(decisions: { readonly what: Decision['what'] }[]): void {
  const last = decisions.findLastIndex(({ what }) => what === 'starts');
  if (last >= 0) decisions.splice(last, 1);
}

/** Answers that were refused because they were late: nobody gave them to a question. */
const LATE: readonly string[] = ['superseded', 'notYet'];

/** No call runs: the last one has its result, and a line that a worker wrote again brings no second one. */
const ANSWERED = -1;

/** Reads the lines of one lifecycle. The first one is its beginning. */
export function recordedOf(lines: readonly OldLine[]): Recorded {
  const [begin] = lines;
  const entries: (Reply | TraceHappening)[] = [];
  const decisions: Decision[] = [];
  /** The lines in which each call or wait began, by its turn. */
  const turns = new Map<number, number>();
  let turn: number | undefined;
  let requests = 0;
  let at = begin?.at ?? 0;
  let state = '';
  let prompt = 0;
  for (const [index, line] of lines.entries()) {
    at = line.at ?? at;
    const event = line === begin ? null : eventOf(line, turn, turns);
    if (event) {
      const stamp = event.type === 'done' ? event.reading.at : 'fault' in event && event.fault?.at;
      if ('call' in event) {
        if (isRefusedStart(event)) dropStart(decisions);
        const sentAt = lines[turns.get(Number(event.turn)) ?? index]?.at ?? at;
        entries.push({ type: 'reply', sentAt, at: stamp || at, line: index, event });
      } else entries.push({ type: 'act', at, line: index, event });
    }
    const shown = line.effects
      ? line.effects
          .filter((effect) => effect.type !== 'challenged' || Number(effect.prompt) > prompt)
          .flatMap((effect) => decisionOf(effect) ?? [])
      : decisionsOfState(line.state, state);
    decisions.push(...shown.map((one) => ({ ...one, at })));
    for (const effect of line.effects ?? []) {
      if (effect.type === 'challenged') prompt = Math.max(prompt, Number(effect.prompt));
      if (effect.turn !== undefined && isBegun(effect)) turns.set(effect.turn, index);
      if (!isCallEffect(effect)) continue;
      turn = effect.turn;
      requests += 1;
    }
    if (event && 'call' in event && event.turn === turn) turn = ANSWERED;
    state = line.state;
  }
  const isOfActor = begin?.effects === undefined;
  return { begin: begin as OldLine, isOfActor, entries, decisions, requests };
}

function eventOf(
  line: OldLine,
  turn: number | undefined,
  turns: ReadonlyMap<number, number>,
): Reply['event'] | TraceHappening['event'] | null {
  if (line.type !== 'event')
    return { type: 'crash', after: turns.get(Number(line.record?.context.turn)) ?? 0 };
  const event = line.event as TraceEvent;
  if (event.type === 'elapsed') return null;
  // The result of a call that was given up changes nothing.
  if ('call' in event)
    return event.turn !== undefined && turn !== undefined && event.turn !== turn ? null : event;
  const isLate =
    event.type === 'challenge.answer' && event.problems.some(({ code }) => LATE.includes(code));
  return isLate ? null : event;
}

/** Whether two replies show the same, whenever they came. */
export function isSameReply(a: Reply, b: Reply): boolean {
  const shown = ({ event }: Reply) =>
    JSON.stringify(
      event.type === 'done'
        ? { ...event.reading, at: 0, took: 0 }
        : (event.fault?.code satisfies FaultCode | undefined),
    );
  return shown(a) === shown(b);
}
