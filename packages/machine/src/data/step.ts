import type { MemberEmitted, MemberEvent } from './lifecycle.ts';
import type { Answer, Fault, Job, MemberId, StampedReading } from './platform.ts';
import type { Call, MemberRecord } from './record.ts';

/** The input and output of a step: events, and effects with the requests of the three calls. */

/** The request of `startJob`. */
export interface StartRequest {
  readonly member: MemberId;
  readonly job: Job;
  /**
   * The reading that allows the start is too old after this, in ms since 1970, by the clock that stamps readings. `makeCall` and
   * `createMemberActors` do not send the start then, and the fault is `notSent`. The machine always sets it. @default no limit
   */
  readonly notAfter?: number;
  /** The record to commit before the start is sent. Not enumerable. Absent in effects of `step`, because its host has the record. */
  readonly record?: MemberRecord;
}

/** The request of `readStatus`. */
export interface StatusRequest {
  readonly member: MemberId;
  /**
   * `end`: the reading should also say how the last job ended (MX's member page), in one request if possible: after an answer, and
   * before a start. `any`: the status is enough. The machine always sets it. @default 'any'
   */
  readonly expects?: 'end' | 'any';
}

/** The request of `submitAnswers`. */
export interface AnswersRequest {
  readonly member: MemberId;
  /**
   * Choices are already replaced by their values. Not enumerable unless all answers are sealed, so that serializing the
   * request does not include them.
   */
  readonly answers: readonly Answer[];
  /**
   * The record to commit before the answers are sent. Not enumerable. Absent in effects of `step`, because its host has
   * the record.
   */
  readonly record?: MemberRecord;
}

/** The events of a step: from the host, and about the results of effects. */
export type StepEvent =
  | MemberEvent
  /** The call of an effect has succeeded. `call` and `turn` are copied from the effect. */
  | (Turn & { readonly type: 'done'; readonly call: Call; readonly reading: StampedReading })
  /** The call of an effect has failed. `makeCall` makes both of these events. */
  | (Turn & { readonly type: 'error'; readonly call: Call; readonly fault: Fault })
  /** The time of the `wait` effect has passed. */
  | (Turn & { readonly type: 'elapsed' });

/**
 * The number of a call or wait. Its result carries the same number, so that a late or repeated result (for example from
 * a queue) is recognized and ignored.
 */
export interface Turn {
  readonly turn: number;
}

/** What the host has to do. At most one call or one wait is pending at a time. */
export type Effect =
  | (Turn & { readonly type: 'startJob' } & Required<Omit<StartRequest, 'record'>>)
  | (Turn & { readonly type: 'readStatus' } & Required<StatusRequest>)
  /** The only effect with answers. The record does not contain them, so a lost effect cannot be repeated. */
  | (Turn & { readonly type: 'submitAnswers' } & Pick<AnswersRequest, 'member' | 'answers'>)
  /** Drop the result of this call, because it is no longer needed. */
  | (Turn & { readonly type: 'cancelCall'; readonly call: Call })
  /** Send `elapsed` after this many ms. */
  | (Turn & { readonly type: 'wait'; readonly ms: number })
  /** Drop the pending wait. */
  | (Turn & { readonly type: 'cancelWait' })
  /** An event for the member's listeners. `ended` is the last effect of a lifecycle. */
  | MemberEmitted;

/** An effect that is a call to MX. `makeCall(port, effect)` makes it. */
export type CallEffect = Extract<Effect, { readonly type: Call }>;

/** The result of an event: the record to store, then the effects to carry out. */
export interface Step {
  readonly record: MemberRecord;
  readonly effects: readonly Effect[];
}

/** Whether an effect is a call to MX. */
export const isCall = (effect: Effect): effect is CallEffect =>
  effect.type === 'startJob' || effect.type === 'readStatus' || effect.type === 'submitAnswers';
