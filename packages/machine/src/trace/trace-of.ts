import { isOver } from '../data/check.ts';
import { FAULT, MEMBER, READING, RECORD } from '../data/shapes.ts';
import type {
  Effect,
  MemberId,
  MemberInput,
  MemberRecord,
  Problem,
  Step,
  StepEvent,
} from '../data/types.ts';
import { pollDelay } from '../rules/timing.ts';
import { type Pseudonym, redactorOf } from './allowlist.ts';
import {
  type StepLine,
  TRACE_VERSION,
  type TraceEffect,
  type TraceEvent,
  type TraceHash,
  type TraceProblem,
  type TraceResult,
} from './line.ts';
import { DIGESTED_RECORD, REDACTED_INPUT } from './line-shape.ts';

/** From a step to its line in a trace. Pure. */

/** What has led to a step. An actor's call results and times have no `turn`. */
export type TraceCause =
  | { readonly type: 'begin'; readonly input: MemberInput }
  /** `record` is the record that was found. */
  | { readonly type: 'recover'; readonly record: MemberRecord }
  /** The member is followed from here on, as an actor is that was restored. */
  | { readonly type: 'follow' }
  /** `record` is the record before the step. */
  | {
      readonly type: 'event';
      readonly event: StepEvent | Exclude<TraceEvent, { readonly type: 'challenge.answer' }>;
      readonly record: MemberRecord;
    };

const redactMember = redactorOf(MEMBER) as (member: MemberId, pseudonym: Pseudonym) => MemberId;
const redactInput = redactorOf(REDACTED_INPUT);
const redactRecord = redactorOf(RECORD) as (
  record: MemberRecord,
  pseudonym: Pseudonym,
) => MemberRecord;
const redactDigested = redactorOf(DIGESTED_RECORD) as (
  record: MemberRecord,
  pseudonym: Pseudonym,
) => { context: { member: MemberId } };
const redactReading = redactorOf(READING);
const redactFault = redactorOf(FAULT);

/** What the digest of a record is taken over, for a record of pseudonyms too. */
export function digestedText(record: MemberRecord, pseudonym: Pseudonym, member: MemberId): string {
  const shown = redactDigested(record, pseudonym);
  shown.context.member = member;
  return JSON.stringify(shown);
}

const problemsOf = (problems: readonly Problem[], pseudonym: Pseudonym): readonly TraceProblem[] =>
  problems.map(({ guid, code }) => ({ code, guid: guid === null ? null : pseudonym(guid) }));

const guidsOf = (
  named: readonly { readonly guid: string }[],
  pseudonym: Pseudonym,
): readonly string[] => named.map(({ guid }) => pseudonym(guid));

/** An effect in a trace, without the member and without answers. */
export function traceEffect(effect: Effect, pseudonym: Pseudonym): TraceEffect {
  switch (effect.type) {
    case 'startJob':
      return { type: effect.type, turn: effect.turn, job: effect.job };
    case 'readStatus':
      return { type: effect.type, turn: effect.turn, expects: effect.expects };
    case 'submitAnswers': {
      const { type, turn, answers } = effect;
      return { type, turn, guids: guidsOf(answers, pseudonym) };
    }
    case 'challenged': {
      const { type, round, prompt, challenges } = effect;
      return { type, round, prompt, guids: guidsOf(challenges, pseudonym) };
    }
    case 'answer.refused': {
      const { type, prompt, problems } = effect;
      return { type, prompt, problems: problemsOf(problems, pseudonym) };
    }
    case 'ended':
      return endedEffect(effect);
    default:
      return effect;
  }
}

function endedEffect({ type, output }: Extract<Effect, { readonly type: 'ended' }>): TraceEffect {
  return output.outcome === 'connected'
    ? { type, outcome: output.outcome, fresh: output.fresh }
    : { type, outcome: output.outcome, reason: output.reason, nextStep: output.nextStep };
}

/** Which open questions were answered, and what was wrong. A guid that was not asked may be an answer in the wrong place. */
function traceAnswers(
  { prompt, answers }: Extract<StepEvent, { readonly type: 'challenge.answer' }>,
  { context }: MemberRecord,
  { effects }: Step,
  pseudonym: Pseudonym,
): TraceEvent {
  const asked = new Set(context.challenges.map(({ guid }) => guid));
  const problems = effects.flatMap((effect) =>
    effect.type === 'answer.refused' ? effect.problems : [],
  );
  const given = Array.isArray(answers) ? answers : [];
  const named = given.filter((answer) => asked.has(Object(answer).guid));
  return {
    type: 'challenge.answer',
    prompt,
    guids: guidsOf(named, pseudonym),
    problems: problemsOf(problems, pseudonym),
  };
}

function traceEvent(
  { event, record }: Extract<TraceCause, { readonly type: 'event' }>,
  step: Step,
  pseudonym: Pseudonym,
): TraceEvent {
  switch (event.type) {
    case 'challenge.answer':
      return traceAnswers(event, record, step, pseudonym);
    case 'done':
      return { ...event, reading: redactReading(event.reading, pseudonym) } as TraceEvent;
    case 'error': {
      const fault = event.fault && redactFault(event.fault, pseudonym);
      return { ...event, fault } as TraceEvent;
    }
    default:
      return event;
  }
}

/** The fields of a line that say what has led to the step. */
function causeOf(cause: TraceCause, step: Step, pseudonym: Pseudonym): object {
  switch (cause.type) {
    case 'begin':
      return { type: cause.type, input: redactInput(cause.input, pseudonym) };
    case 'recover':
      return { type: cause.type, record: redactRecord(cause.record, pseudonym) };
    case 'follow':
      return { type: cause.type, record: redactRecord(step.record, pseudonym) };
    case 'event':
      return { type: cause.type, event: traceEvent(cause, step, pseudonym) };
  }
}

/** What a step has led to, as it stands in a line. */
export function resultOf(
  { record, effects }: Step,
  { pseudonym, digest }: TraceHash,
  member: MemberId,
): TraceResult {
  return {
    state: record.state,
    pause: isOver(record) ? 0 : pollDelay(record.context),
    effects: effects.map((effect) => traceEffect(effect, pseudonym)),
    digest: digest(digestedText(record, pseudonym, member)),
  };
}

/**
 * The line of a step in a trace: plain JSON, with pseudonyms for guids and texts, without answers. It says of a reading, a fault,
 * an input and a record what the allowlist names, and nothing else.
 *
 * ```ts
 * const next = step(record, happened);
 * console.log(JSON.stringify(traceOf(next, { type: 'event', event: happened, record }, hash)));
 * ```
 * @param cause What has led to the step.
 * @param at When, in ms since 1970. @default absent
 */
export function traceOf(step: Step, cause: TraceCause, hash: TraceHash, at?: number): StepLine {
  const member = redactMember(step.record.context.member, hash.pseudonym);
  return {
    trace: TRACE_VERSION,
    ...(at !== undefined && { at: Math.round(at) }),
    member,
    ...causeOf(cause, step, hash.pseudonym),
    ...resultOf(step, hash, member),
  } as StepLine;
}
