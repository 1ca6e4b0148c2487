import type { MemberEmitted, MemberEvent } from './lifecycle.ts';
import type { Answer, Fault, Job, MemberId, StampedReading } from './platform.ts';
import type { Call, MemberRecord } from './record.ts';

/** What goes into a step and comes out of it: events, and effects with the requests of the three calls. */

/** What `startJob` is given. */
export interface StartRequest {
  readonly member: MemberId;
  readonly job: Job;
}

/** What `readStatus` is given. */
export interface StatusRequest {
  readonly member: MemberId;
  /**
   * `end`: an answer was given, so the poll is to say how the job ended too (MX's member page), in one request where that
   * is possible. `any`: the status will do. The machine always says which. @default 'any'
   */
  readonly expects?: 'end' | 'any';
}

/** What `submitAnswers` is given. */
export interface AnswersRequest {
  readonly member: MemberId;
  /** Choices are resolved. Not enumerable unless all are sealed, so that nothing that serializes the request takes them along. */
  readonly answers: readonly Answer[];
  /** The record to commit before the answers are sent. Not enumerable; absent in effects of `step`, whose host has it. */
  readonly record?: MemberRecord;
}

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
