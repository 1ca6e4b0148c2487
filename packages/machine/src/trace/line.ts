import type { MemberInput } from '../data/input.ts';
import type { NextStep, ProblemCode, Reason } from '../data/lifecycle.ts';
import type { Fault, Job, MemberId, StampedReading } from '../data/platform.ts';
import type { Call, MemberRecord, RecordState } from '../data/record.ts';
import type { StepEvent } from '../data/step.ts';

/** The lines of a trace. In all of them guids and texts are pseudonyms; answers are in none. */

/** The version of the format. */
export const TRACE_VERSION = 1;

/** What each line of a trace says. */
export interface TraceHead {
  readonly trace: typeof TRACE_VERSION;
  /** Pseudonyms of the user and the member. */
  readonly member: MemberId;
  /** When it happened, by the clock of the program that wrote it, in ms since 1970; absent when it did not say. */
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
export interface TraceProblem {
  readonly guid: string | null;
  readonly code: ProblemCode;
}

/** Answers without the answers: which questions they were for, and what was wrong with them. */
export interface TraceAnswers {
  readonly type: 'challenge.answer';
  readonly prompt: number;
  /** The open questions that were answered, in the order of the answers. */
  readonly guids: readonly string[];
  readonly problems: readonly TraceProblem[];
}

type CallResult = Extract<StepEvent, { readonly call: Call }>;

/** An event of `step` in a trace. An actor counts no turns, so its events have none. */
export type TraceEvent =
  | TraceAnswers
  | { readonly type: 'status.changed' | 'cancel' }
  | (Omit<Extract<CallResult, { readonly type: 'done' }>, 'turn'> & { readonly turn?: number })
  | (Omit<Extract<CallResult, { readonly type: 'error' }>, 'turn' | 'fault'> & {
      readonly turn?: number;
      readonly fault: Fault | null;
    })
  | { readonly type: 'elapsed'; readonly turn?: number };

/** An effect of `step` in a trace, without the member. */
export type TraceEffect =
  | { readonly type: 'startJob'; readonly turn: number; readonly job: Job }
  | { readonly type: 'readStatus'; readonly turn: number; readonly expects: 'end' | 'any' }
  | { readonly type: 'submitAnswers'; readonly turn: number; readonly guids: readonly string[] }
  | { readonly type: 'cancelCall'; readonly turn: number; readonly call: Call }
  | { readonly type: 'wait'; readonly turn: number; readonly ms: number }
  | { readonly type: 'cancelWait'; readonly turn: number }
  | {
      readonly type: 'challenged';
      readonly round: number;
      readonly prompt: number;
      readonly guids: readonly string[];
    }
  | {
      readonly type: 'answer.refused';
      readonly prompt: number;
      readonly problems: readonly TraceProblem[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly outcome: 'connected'; readonly fresh: boolean }
  | {
      readonly type: 'ended';
      readonly outcome: 'failed';
      readonly reason: Reason;
      readonly nextStep: NextStep;
    };

/** What a step has led to. */
export interface TraceResult {
  readonly state: RecordState;
  /** How long the machine waits from here when nothing happens, in ms. */
  readonly pause: number;
  /** Absent in a trace of an actor, which carries its effects out by itself. */
  readonly effects?: readonly TraceEffect[];
  /** Of the record after the step, in its pseudonymised form and without `turn`. */
  readonly digest: string;
}

/** One step of the machine. */
export type StepLine = TraceHead &
  TraceStepId &
  TraceResult &
  (
    | { readonly type: 'begin'; readonly input: MemberInput }
    /** A host goes on after a crash; `record` is the record that it found. */
    | { readonly type: 'recover'; readonly record: MemberRecord }
    /** A member is followed from this record on. */
    | { readonly type: 'follow'; readonly record: MemberRecord }
    | { readonly type: 'event'; readonly event: TraceEvent }
  );

/** Which request was made to MX, as far as a trace tells them apart. */
export const SEEN_CALLS = [
  ...['readStatus', 'readMember', 'listChallenges', 'startJob', 'submitAnswers'],
  ...['createMember', 'updateMember'],
] as const;
/** One of {@link SEEN_CALLS}. */
export type SeenCall =
  | 'readStatus'
  | 'readMember'
  | 'listChallenges'
  | 'startJob'
  | 'submitAnswers'
  | 'createMember'
  | 'updateMember';

/** What a program has seen of MX, whichever program it was. */
export type SeenLine = TraceHead & { readonly at: number } & (
    | {
        readonly type: 'reading';
        readonly call: SeenCall;
        /** Absent unless a job was started. */
        readonly job?: Job;
        readonly reading: StampedReading;
        /** Names of the fields that MX sent and the trace leaves out, as `member.name`. */
        readonly dropped: readonly string[];
      }
    | {
        readonly type: 'fault';
        readonly call: SeenCall;
        readonly job?: Job;
        readonly fault: Fault;
        /** MX's own number of the error, such as 1002; absent when it sent none. */
        readonly errorCode?: number;
        readonly dropped: readonly string[];
      }
    | {
        readonly type: 'webhook';
        /** MX's `type`, such as CONNECTION_STATUS; `null` when MX sent none. */
        readonly webhook: string | null;
        readonly action: string | null;
        readonly connectionStatus?: string | null;
        readonly dropped: readonly string[];
      }
    /** What the program itself concluded, if it says so. */
    | { readonly type: 'known'; readonly outcome: 'connected' | 'failed' | 'asked' }
  );

/** A line of a trace. */
export type TraceLine = StepLine | SeenLine;

/** The two functions by which a trace is made. */
export interface TraceHash {
  /**
   * A pseudonym for a guid or a text of the bank: the same for the same text, by a key of at least 128 bits that stands nowhere in
   * the trace. `createTraceHash` of `@mx-member/adapters/trace` makes one.
   */
  readonly pseudonym: (text: string) => string;
  /** A digest of a record, without a key, so that a replay can compare it: SHA-256, the first 96 bits, in base64url. */
  readonly digest: (text: string) => string;
}
