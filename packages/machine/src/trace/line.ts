import type { MemberInput } from '../data/input.ts';
import type { MemberOutput, Problem } from '../data/lifecycle.ts';
import type { Fault, MemberId } from '../data/platform.ts';
import type { Call, MemberRecord, RecordState } from '../data/record.ts';
import type { Effect, StepEvent } from '../data/step.ts';

/** The lines of a trace. Guids and texts are pseudonyms, and answers are left out. */

/** The version of the format. */
export const TRACE_VERSION = 2;

/** Common fields of all lines. */
export interface TraceHead {
  readonly trace: typeof TRACE_VERSION;
  /** Pseudonyms of the user and the member. */
  readonly member: MemberId;
  /** When it happened, by the clock of the program that wrote it, in ms since 1970. Absent if unknown. */
  readonly at?: number;
}

/** Names a step where it can be written twice. */
export interface TraceStepId {
  /**
   * A pseudonym. A line with the `step` of the line before it is the same step, written again by another attempt: the first one died
   * before it could say that it had written it. Absent in traces of hosts that write each step once.
   */
  readonly step?: string;
}

/** A problem of answers, without its sentence. */
export type TraceProblem = Pick<Problem, 'guid' | 'code'>;

type CallResult = Extract<StepEvent, { readonly call: Call }>;

/** An event of `step` in a trace. The events of an actor do not have turns. */
export type TraceEvent =
  /** Answers without their values: which questions they were for, and what was wrong with them. */
  | {
      readonly type: 'challenge.answer';
      readonly prompt: number;
      /** The open questions that were answered, in the order of the answers. */
      readonly guids: readonly string[];
      readonly problems: readonly Pick<Problem, 'guid' | 'code'>[];
    }
  | { readonly type: 'status.changed' | 'cancel' }
  | (Omit<Extract<CallResult, { readonly type: 'done' }>, 'turn'> & { readonly turn?: number })
  | (Omit<Extract<CallResult, { readonly type: 'error' }>, 'turn' | 'fault'> & {
      readonly turn?: number;
      readonly fault: Fault | null;
    })
  | { readonly type: 'elapsed'; readonly turn?: number };

type Ended<Outcome extends MemberOutput['outcome']> = Extract<
  MemberOutput,
  { readonly outcome: Outcome }
>;

/** What a trace has instead of the fields of an effect that hold more. */
interface TraceFields {
  readonly answers: readonly { readonly guid: string }[];
  readonly challenges: readonly { readonly guid: string }[];
  readonly problems: readonly Pick<Problem, 'guid' | 'code'>[];
  readonly output:
    | Pick<Ended<'connected'>, 'outcome' | 'fresh'>
    | Pick<Ended<'failed'>, 'outcome' | 'reason' | 'nextStep'>;
}

type Shown<One> = One extends Effect
  ? {
      readonly [Field in Exclude<keyof One, 'member'>]: Field extends keyof TraceFields
        ? TraceFields[Field]
        : One[Field];
    }
  : never;

/** The result of a step. */
export interface TraceResult {
  readonly state: RecordState;
  /** How long the machine waits from here if nothing happens, in ms. */
  readonly pause: number;
  /**
   * The effects of `step`, without the member and without answers. Absent in a trace of an actor, which carries out its
   * own effects.
   */
  readonly effects?: readonly Shown<Effect>[];
  /** The digest of the record after the step, in its pseudonymized form and without `turn`. */
  readonly digest: string;
}

/** Where the trace of a lifecycle begins, or goes on. */
interface TraceStart {
  /**
   * The member's jitter, which some waits depend on: a hash of its guids, 0 to 4294967295. The machine divides it by 2 ** 32.
   */
  readonly jitter: number;
}

/** One step of the machine. */
export type StepLine = TraceHead &
  TraceStepId &
  TraceResult &
  (
    | (TraceStart & { readonly type: 'begin'; readonly input: MemberInput })
    /** A host continues after a crash. `record` is the record that it found. */
    | (TraceStart & { readonly type: 'recover'; readonly record: MemberRecord })
    /** A member is followed from this record on. */
    | (TraceStart & { readonly type: 'follow'; readonly record: MemberRecord })
    | { readonly type: 'event'; readonly event: TraceEvent }
  );

/** The two functions that a trace needs. */
export interface TraceHash {
  /**
   * Makes a pseudonym of a guid or a text of the bank. It is always the same for the same text, and depends on a key of
   * at least 128 bits that is not in the trace. Create it with `createTraceHash` of `@mx-member/adapters/trace`.
   */
  readonly pseudonym: (text: string) => string;
  /**
   * Makes a digest of a record without a key, so that a replay can compare it: SHA-256, the first 96 bits, in
   * base64url.
   */
  readonly digest: (text: string) => string;
}
