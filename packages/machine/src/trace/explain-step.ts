import { READING } from '../data/shapes.ts';
import {
  type Act,
  type ActType,
  type Effect,
  type FaultCode,
  JOBS,
  type MemberContext,
  type MemberInput,
  type StampedReading,
  type Step,
} from '../data/types.ts';
import { meaningOfEnd } from '../memory/worded-view.ts';
import { problem } from '../mx/answers.ts';
import { ADVICE } from '../mx/failure.ts';
import { FAULTS } from '../mx/faults.ts';
import { statusOf } from '../mx/statuses.ts';
import { lastFault, needsUser, untilConfirming } from '../rules/timing.ts';
import { factsOf, isSurelyOurs, WHOSE, whoseRow } from '../rules/whose.ts';
import { RULES, WHOSE_WORDS } from '../rules/words.ts';
import { redactorOf } from './allowlist.ts';
import type { TraceEvent } from './line.ts';
import type { ReplayedStep } from './replay.ts';
import { type TraceCause, tracedEvent } from './trace-of.ts';

/** Describes a step of a trace in sentences: what happened, what it means, and what the machine does. */

/** What has led to a step, as far as sentences need it. A line of a trace has it. */
type ExplainedLine =
  | {
      readonly type: 'begin';
      readonly input: Pick<MemberInput, 'job'> & { readonly act?: Pick<Act, 'type'> };
    }
  | { readonly type: 'recover' | 'follow' }
  | { readonly type: 'event'; readonly event: TraceEvent };

/** A step, and what has led to it. */
export interface ExplainedStep extends Pick<ReplayedStep, 'before' | 'step'> {
  readonly line: ExplainedLine;
}

/** A duration, for example `950 ms`, `4.2 s`, `3.5 min`. */
export function lasting(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 120_000 ? `${(ms / 1_000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

const counted = (count: number, thing: string): string =>
  count === 1 ? `1 ${thing}` : `${count} ${thing}s`;

/** A reading, as the end of a sentence. */
export function readingWords(reading: StampedReading): string {
  const { connectionStatus, isBeingAggregated, challenges, errorCode } = reading;
  const job =
    isBeingAggregated === null
      ? 'it does not say whether a job runs'
      : isBeingAggregated
        ? 'a job runs'
        : 'no job runs';
  const name = connectionStatus ?? 'no status';
  const status = statusOf(connectionStatus) ? name : `${name}, which is not known here`;
  const questions = challenges.length > 0 ? [counted(challenges.length, 'question')] : [];
  const error = errorCode === undefined ? [] : [`error ${errorCode}`];
  return [status, ...questions, ...error, job].join(', ');
}

const WHAT_FAILED = {
  startJob: 'The start failed',
  readStatus: 'The poll failed',
  submitAnswers: 'It is not certain that the answers arrived',
} as const;

const WHAT_SUCCEEDED = {
  startJob: 'MX accepted the start and shows',
  readStatus: 'MX shows',
  submitAnswers: 'MX accepted the answers and shows',
} as const;

/** What it means that a start was not sent. */
const KEPT_BACK: Partial<Record<FaultCode, string>> = {
  conflict:
    'No start was sent: the bank has refused the last logins, or another job runs for this member.',
  notSent:
    'The start was not sent. It also waits while MX has not shown what came of a login before it.',
};

function failedCall(event: Extract<TraceEvent, { readonly type: 'error' }>): string {
  const { call, fault } = event;
  if (!fault) return `${WHAT_FAILED[call]}: the port threw something other than an MxError.`;
  const http = fault.status === undefined ? '' : ` (HTTP ${fault.status})`;
  const asked =
    fault.retryAfter === undefined ? '' : ` MX asks to wait ${lasting(fault.retryAfter)}.`;
  // A host keeps a start back in the words of a fault. MX's own fault has an HTTP status.
  const keptBack = call === 'startJob' && fault.status === undefined && KEPT_BACK[fault.code];
  if (keptBack) return `${keptBack}${asked}`;
  const what = fault.code === 'notSent' ? 'The call was not made' : WHAT_FAILED[call];
  return `${what}${http}: ${FAULTS[fault.code].message}${asked}`;
}

function eventWords(event: TraceEvent): readonly string[] {
  switch (event.type) {
    case 'challenge.answer':
      return [`The user answers ${counted(event.guids.length, 'question')}.`];
    case 'status.changed':
      return ['A hint says that something has changed.'];
    case 'cancel':
      return ['It is canceled.'];
    case 'done':
      return [`${WHAT_SUCCEEDED[event.call]} ${readingWords(event.reading)}.`];
    case 'error':
      return [failedCall(event)];
    case 'elapsed':
      return [];
  }
}

/** What a person had done before a lifecycle. */
const DONE: Readonly<Record<ActType, string>> = {
  credentials: 'after new credentials were sent',
  creation: 'after the member was created',
  return: "after the person came back from the bank's page",
  elsewhere: 'after something else made MX begin a job',
  checked: 'after the person checked the login',
};

function causeWords(line: ExplainedLine): readonly string[] {
  switch (line.type) {
    case 'begin': {
      const { job, act } = line.input;
      const aim =
        job !== null && JOBS.includes(job) ? `for the job ${job}` : 'to follow the job that runs';
      return [`A lifecycle begins, ${aim}${act ? `, ${DONE[act.type]}` : ''}.`];
    }
    case 'recover':
      return ['The host continues from the record, as after a restart.'];
    case 'follow':
      return ['The trace of this member begins here, in the middle of its lifecycle.'];
    case 'event':
      return eventWords(line.event);
  }
}

/** The reason for the length of a wait. */
function reasonToWait(context: MemberContext): string {
  const { failures, awaiting, phase, ignoredSince } = context;
  const fault = lastFault(context);
  if (failures > 0 && fault)
    return fault.retryAfter === undefined
      ? `because ${failures === 1 ? 'the call' : `${failures} calls in a row`} failed`
      : 'because MX asked for it';
  if (awaiting === 'command') return 'because MX needs a moment after a start or an answer';
  if (untilConfirming(context) > 0) return 'because a second poll must show the same';
  if (context.verdict.rule === 'stale') return 'because MX may not have caught up';
  if (ignoredSince !== null) return 'because this reading is older than another one';
  return needsUser(phase) ? 'because the user has to act' : 'because the job runs';
}

function endWords(
  { output }: Extract<Effect, { readonly type: 'ended' }>,
  context: MemberContext,
): string {
  if (output.outcome === 'connected')
    return output.fresh
      ? 'It ends: connected, and the data is new.'
      : 'It ends: connected. MX has not shown that a new job ran, so the data may be older.';
  return `It ends: failed (${output.reason}). ${meaningOfEnd(output, context)} ${ADVICE[output.nextStep]}`;
}

function effectWords(effect: Effect, context: MemberContext): readonly string[] {
  switch (effect.type) {
    case 'startJob':
      return [`It starts the job ${effect.job}.`];
    case 'readStatus':
      return ['It polls MX.'];
    case 'submitAnswers':
      return ['It sends the answers.'];
    case 'wait':
      return [`It waits ${lasting(effect.ms)}, ${reasonToWait(context)}.`];
    case 'challenged':
      return [
        `It asks the user ${counted(effect.challenges.length, 'question')}: round ${effect.round}, prompt ${effect.prompt}.`,
      ];
    case 'answer.refused':
      return effect.problems.map(
        ({ code }) => `It refuses the answers: ${problem(code, null).message}`,
      );
    case 'resumed':
      return ['The questions are answered, and the job continues.'];
    case 'ended':
      return [endWords(effect, context)];
    case 'cancelCall':
    case 'cancelWait':
      return [];
  }
}

/** Whether the line contains something that was judged: a poll, or a failed call. */
const isJudged = (line: ExplainedLine): boolean =>
  line.type === 'event' &&
  'call' in line.event &&
  (line.event.call === 'readStatus' || line.event.type === 'error');

/**
 * Whose job a reading is about, as a sentence. An empty text if it is the job that is followed, also if MX has begun it by itself, or if
 * nothing tells.
 */
export function whoseWords(reading: StampedReading, memory: MemberContext): string {
  const name = whoseRow(factsOf(reading, memory));
  const { owner } = WHOSE[name];
  const because = `because it ${WHOSE_WORDS[name]}.`;
  if (owner === 'before') return `The reading is from before our job, ${because}`;
  return owner === 'another' && !isSurelyOurs(memory)
    ? `The reading is of another job, ${because}`
    : '';
}

/** The rule that decided, if it decided something new. */
function ruleWords(replayed: ExplainedStep): readonly string[] {
  const { line, before, step } = replayed;
  const { rule } = step.record.context.verdict;
  if (!isJudged(line) || step.record === before) return [];
  const isRead = line.type === 'event' && line.event.type === 'done' && before;
  const whose = isRead ? whoseWords(line.event.reading, before.context) : '';
  return [`Rule ${rule}: ${RULES[rule].when}.`, ...(whose === '' ? [] : [whose])];
}

/**
 * Whether the line only ends the wait before a poll. Other lines already describe that wait and the result of the poll.
 */
const isRoutine = (line: ExplainedLine): boolean =>
  line.type === 'event' && line.event.type === 'elapsed';

/** Describes a step of a trace in sentences, for support after an incident. */
export function explainStep(replayed: ExplainedStep): readonly string[] {
  const { line, step } = replayed;
  const told = [...causeWords(line), ...ruleWords(replayed)];
  for (const effect of step.effects)
    if (effect.type !== 'readStatus' || !isRoutine(line))
      told.push(...effectWords(effect, step.record.context));
  return told;
}

/** In the place of a text that is not a name of MX. */
const hidden = (): string => '(a text that is not shown)';

/** What a sentence names of a reading, besides its flag and how many questions it has. */
const NAMED = ['connectionStatus', 'errorCode'];
const redactReading = redactorOf({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(READING.properties).filter(([name]) => NAMED.includes(name)),
  ),
});

/** An event whose sentences may be shown. Most steps are a poll or the end of a wait, so of these only what is named is redacted. */
function toldEvent(cause: Extract<TraceCause, { readonly type: 'event' }>, step: Step): TraceEvent {
  const { event } = cause;
  if (event.type === 'elapsed') return event;
  if (event.type !== 'done') return tracedEvent(cause, step, hidden);
  return {
    ...event,
    reading: Object.assign({}, event.reading, redactReading(event.reading, hidden)),
  };
}

/**
 * Describes a step of a host in the sentences of {@link explainStep}, without making a line of a trace. It contains names of MX and of
 * the machine, counts and times, but no guid, no text of the bank and no answer.
 *
 * @returns An empty text for a step that only ends a wait.
 */
export function tellStep(step: Step, cause: TraceCause): string {
  const line =
    cause.type === 'event' ? ({ type: 'event', event: toldEvent(cause, step) } as const) : cause;
  const before = cause.type === 'event' ? cause.record : null;
  return explainStep({ line, before, step }).join(' ');
}
