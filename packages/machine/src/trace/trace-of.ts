import { isOver } from '../data/check.ts';
import type { Schema } from '../data/schema.ts';
import { MEMBER } from '../data/shapes.ts';
import type {
  Effect,
  MemberContext,
  MemberId,
  MemberInput,
  MemberRecord,
  Problem,
  Step,
  StepEvent,
} from '../data/types.ts';
import { refusedBy } from '../mx/answers.ts';
import { jitterBits, pollDelay } from '../rules/timing.ts';
import { type Pseudonym, redactorOf } from './allowlist.ts';
import {
  type StepLine,
  TRACE_VERSION,
  type TraceEvent,
  type TraceHash,
  type TraceProblem,
  type TraceResult,
} from './line.ts';
import {
  TRACE_CONTEXT,
  TRACE_EFFECT,
  TRACE_EVENT,
  TRACE_INPUT,
  TRACE_RECORD,
} from './line-shape.ts';

/** Converts a step to its line in a trace. Pure functions. */

/** What caused a step. Results and waits of an actor do not have a `turn`. */
export type TraceCause =
  | { readonly type: 'begin'; readonly input: MemberInput }
  /** `record` is the record that was found. */
  | { readonly type: 'recover'; readonly record: MemberRecord }
  /** The member is followed from here on, like a restored actor. */
  | { readonly type: 'follow' }
  /** `record` is the record before the step. */
  | {
      readonly type: 'event';
      readonly event: StepEvent | Exclude<TraceEvent, { readonly type: 'challenge.answer' }>;
      readonly record: MemberRecord;
    };

/** Gets each step of a host. `createTracer` of `@mx-member/adapters/trace` creates one that writes a trace. */
export interface StepTracer {
  /**
   * Called after a step was made, and before it is committed.
   *
   * @param at In ms since 1970.
   * @param id Names the step, where a host can show the same step again after a crash. @default absent
   */
  onStep(step: Step, cause: TraceCause, at: number, id?: string): void;
}

const redactMember = redactorOf(MEMBER) as (member: MemberId, pseudonym: Pseudonym) => MemberId;
const redactInput = redactorOf(TRACE_INPUT);
const redactRecord = redactorOf(TRACE_RECORD);
const redactEvent = redactorOf(TRACE_EVENT);
const redactEffect = redactorOf(TRACE_EFFECT) as (
  effect: Effect,
  pseudonym: Pseudonym,
) => NonNullable<TraceResult['effects']>[number];

/**
 * The fields of a context that a digest covers, in alphabetical order. `turn` is left out because an actor has no
 * turns.
 */
const DIGESTED = Object.keys(TRACE_CONTEXT.properties)
  .filter((name) => name !== 'turn')
  .sort()
  .map((name) => {
    const schema = TRACE_CONTEXT.properties[name] as Schema;
    return {
      name: name as keyof MemberContext,
      head: `"${name}":`,
      redact: redactorOf(schema, name),
    };
  });

/** JSON of a value. Most fields are numbers and flags, which need less time than `JSON.stringify` takes. */
const jsonOf = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'boolean' ? `${value}` : JSON.stringify(value);

/** The text of each field of a context. Most fields stay the same from step to step, so their texts are reused. */
export interface DigestedFields {
  readonly context: MemberContext;
  readonly texts: readonly string[];
}

/**
 * Writes the fields of a context for its digest. It also accepts a context of pseudonyms.
 *
 * @param member The pseudonyms of the member.
 * @param before The fields of the context before the step, made with the same pseudonyms.
 */
export function digestedFields(
  context: MemberContext,
  pseudonym: Pseudonym,
  { memberGuid, userGuid }: MemberId,
  before: DigestedFields | undefined,
): DigestedFields {
  const texts = DIGESTED.map(({ name, head, redact }, index) => {
    const value = context[name];
    if (before && before.context[name] === value) return before.texts[index] as string;
    const shown = name === 'member' ? { memberGuid, userGuid } : redact(value, pseudonym);
    return head + jsonOf(shown);
  });
  return { context, texts };
}

/**
 * The text that the digest of a record covers: JSON without white space, with the fields of each object in alphabetical
 * order, without `turn`, and with the jitter of the member.
 */
export const digestedText = (
  { schema, state }: MemberRecord,
  { texts }: DigestedFields,
  jitter: number,
): string =>
  `{"context":{${texts.join(',')}},"jitter":${jitter},"schema":${schema},"state":"${state}"}`;

const problemsOf = (problems: readonly Problem[], pseudonym: Pseudonym): readonly TraceProblem[] =>
  problems.map(({ guid, code }) => ({ code, guid: guid === null ? null : pseudonym(guid) }));

/**
 * Which open questions were answered, and what was wrong. An unknown guid is hashed, because it may be an answer in the
 * wrong place.
 */
function traceAnswers(
  { prompt, answers }: Extract<StepEvent, { readonly type: 'challenge.answer' }>,
  { context }: MemberRecord,
  step: Step,
  pseudonym: Pseudonym,
): TraceEvent {
  const asked = new Set(context.challenges.map(({ guid }) => guid));
  const given = Array.isArray(answers) ? answers : [];
  const named = given.filter((answer) => asked.has(Object(answer).guid));
  return {
    type: 'challenge.answer',
    prompt,
    guids: named.map(({ guid }) => pseudonym(guid)),
    problems: problemsOf(refusedBy(step), pseudonym),
  };
}

/** An event in a trace. */
export function tracedEvent(
  { event, record }: Extract<TraceCause, { readonly type: 'event' }>,
  step: Step,
  pseudonym: Pseudonym,
): TraceEvent {
  return event.type === 'challenge.answer'
    ? traceAnswers(event, record, step, pseudonym)
    : (redactEvent(event, pseudonym) as TraceEvent);
}

/** The fields of a line about the cause of the step. */
function causeOf(cause: TraceCause, step: Step, jitter: number, pseudonym: Pseudonym): object {
  const { type } = cause;
  switch (type) {
    case 'begin':
      return { type, jitter, input: redactInput(cause.input, pseudonym) };
    case 'recover':
      return { type, jitter, record: redactRecord(cause.record, pseudonym) };
    case 'follow':
      return { type, jitter, record: redactRecord(step.record, pseudonym) };
    case 'event':
      return { type, event: tracedEvent(cause, step, pseudonym) };
  }
}

/** The fields of contexts by pseudonym. Hosts show each step with the record before it. */
const written = new WeakMap<Pseudonym, WeakMap<MemberContext, DigestedFields>>();

function writtenFields(
  { record }: Step,
  cause: TraceCause,
  pseudonym: Pseudonym,
  member: MemberId,
): DigestedFields {
  const known = written.get(pseudonym) ?? new WeakMap<MemberContext, DigestedFields>();
  written.set(pseudonym, known);
  const before = 'record' in cause ? known.get(cause.record.context) : undefined;
  const fields = digestedFields(record.context, pseudonym, member, before);
  known.set(record.context, fields);
  return fields;
}

/** The result of a step, as a line contains it. */
export function resultOf(
  { record, effects }: Step,
  jitter: number,
  { pseudonym, digest }: TraceHash,
  fields: DigestedFields,
): TraceResult {
  return {
    state: record.state,
    // How long the machine waits if nothing happens.
    pause: isOver(record) ? 0 : pollDelay(record.context),
    effects: effects.map((effect) => redactEffect(effect, pseudonym)),
    digest: digest(digestedText(record, fields, jitter)),
  };
}

/**
 * Returns the line of a step in a trace: plain JSON, with pseudonyms for guids and texts, without answers. Of a
 * reading, a fault, an input and a record it contains only what the allowlist names.
 *
 * ```ts
 * const next = step(record, happened);
 * console.log(JSON.stringify(traceOf(next, { type: 'event', event: happened, record }, hash)));
 * ```
 * @param cause What caused the step.
 * @param at When, in ms since 1970. @default absent
 * @param id Names the step, where it can be written again after a crash. @default absent
 */
export function traceOf(
  step: Step,
  cause: TraceCause,
  hash: TraceHash,
  at?: number,
  id?: string,
): StepLine {
  const jitter = jitterBits(step.record.context.member);
  const member = redactMember(step.record.context.member, hash.pseudonym);
  const fields = writtenFields(step, cause, hash.pseudonym, member);
  return {
    trace: TRACE_VERSION,
    ...(at !== undefined && { at: Math.round(at) }),
    member,
    ...(id !== undefined && { step: hash.pseudonym(id) }),
    ...causeOf(cause, step, jitter, hash.pseudonym),
    ...resultOf(step, jitter, hash, fields),
  } as StepLine;
}
