import type { StampedReading } from '@mx-member/machine';
import type { AnyActorRef, InspectionEvent } from 'xstate';
import { maskedJson } from './mask.ts';

/** A line of the log. */
export interface LogEntry {
  /** In ms since 1970. */
  readonly at: number;
  /** `event`: what the host or the user sent; `effect`: what the machine does; `reading`, `fault`: what came of it. */
  readonly kind: 'event' | 'effect' | 'reading' | 'fault';
  readonly title: string;
  readonly detail: string;
  /** The whole of it as JSON, masked; empty when there is no more to see. */
  readonly json: string;
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const JOB = new Map<unknown, string>([
  [true, 'a job runs'],
  [false, 'no job runs'],
  [null, 'MX does not say if a job runs'],
]);

/** Parts may have been taken out before it came here. */
function readingLine(reading: Partial<StampedReading>): string {
  const { connectionStatus, isBeingAggregated, challenges } = reading;
  const asked = Array.isArray(challenges) ? challenges.map(({ type }) => type) : [];
  return [
    connectionStatus === null ? 'no status' : connectionStatus,
    JOB.get(isBeingAggregated),
    asked.join(', '),
  ]
    .filter(Boolean)
    .join(' · ');
}

interface LooseFault {
  readonly code?: string;
  readonly status?: number;
  readonly retryAfter?: number;
}

const faultLine = ({ code, status, retryAfter }: LooseFault): string =>
  [
    code ?? 'unexpected',
    ...(status === undefined ? [] : [`HTTP ${status}`]),
    ...(retryAfter === undefined ? [] : [`asks to wait ${seconds(retryAfter)}`]),
  ].join(' · ');

type Told = { readonly type: string } & Readonly<Record<string, unknown>>;
type Line = Pick<LogEntry, 'kind' | 'title' | 'detail'> & { readonly data?: unknown };

function lineOfEvent(event: Told): Line | null {
  const { type, answers, output, error } = event;
  const [, how, call] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(type) ?? [];
  if (how === 'done')
    return {
      kind: 'reading',
      title: `${call} →`,
      detail: readingLine(Object(output)),
      data: output,
    };
  if (how === 'error')
    return {
      kind: 'fault',
      title: `${call} →`,
      detail: faultLine(Object(error)),
      data: error,
    };
  if (type.startsWith('xstate.')) return null;
  const count = Array.isArray(answers) ? `${answers.length} answered, hidden here` : '';
  return { kind: 'event', title: type, detail: count, data: event };
}

function lineOfAction({ type, params }: { type: string; params: unknown }): Line | null {
  const { delay } = Object(params) as { delay?: unknown };
  return type === 'xstate.raise' && typeof delay === 'number'
    ? { kind: 'effect', title: 'wait', detail: seconds(delay) }
    : null;
}

/** Whether it is about the member's actor, not about one of its calls. */
export const isOfRoot = ({ actorRef, rootId }: InspectionEvent): boolean =>
  actorRef.sessionId === rootId;

const lineOfCall = (id: string): Line => ({
  kind: 'effect',
  title: id,
  detail: id === 'submitAnswers' ? 'answers hidden' : '',
});

const entry = (line: Line | null, at: number): LogEntry | null => {
  if (!line) return null;
  const { data, ...rest } = line;
  return { ...rest, at, json: data === undefined ? '' : maskedJson(data) };
};

/** A line for an event that the machine was sent; `null` for one that says nothing. Secrets are masked. */
export const entryOfEvent = (event: Told, at: number): LogEntry | null =>
  entry(lineOfEvent(event), at);

/** A line for a call that the machine makes. */
export const entryOfCall = (id: string, at: number): LogEntry | null => entry(lineOfCall(id), at);

/** A line for something that an actor's inspector received; `null` for nothing. Secrets are masked. */
export function entryOf(inspected: InspectionEvent, at: number): LogEntry | null {
  const isRoot = isOfRoot(inspected);
  switch (inspected.type) {
    case '@xstate.event':
      return isRoot ? entryOfEvent(inspected.event, at) : null;
    case '@xstate.action':
      return isRoot ? entry(lineOfAction(inspected.action), at) : null;
    case '@xstate.actor':
      // XState shows every actor here; it declares less.
      return isRoot ? null : entryOfCall((inspected.actorRef as AnyActorRef).id, at);
    default:
      return null;
  }
}
