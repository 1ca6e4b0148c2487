import type { Deadlines, Pacing } from './lifecycle.ts';
import type { Act, AnswerName, Job, MemberId, StampedReading } from './platform.ts';
import type { MemberRecord } from './record.ts';

/** The input of a lifecycle. */

/** The input of an actor. */
export interface MemberInput {
  readonly member: MemberId;
  /**
   * The job that is asked for. The member is read first, and the job is started if no other one runs. After an act, and after the
   * bank's page, MX aggregates by itself: that is the job `aggregate`, and any other job starts after it. `null`: only follow what
   * runs.
   */
  readonly job: Job | null;
  /**
   * Whether the person now goes to the bank's own OAuth page. Nothing counts until MX shows something else than before, and the
   * job starts after that. Leave it out if nobody goes there, as when an existing member is refreshed, and if the person is
   * already back: that is the act `return`. @default false
   */
  readonly oauth?: boolean;
  /** Which field of a chosen option is sent to MX. @default 'value' */
  readonly answerWith?: AnswerName;
  /**
   * What the person has just done: entered credentials, created the member, come back from the bank. @default nothing, so no job of
   * MX's own is waited for
   */
  readonly act?: Act;
  /**
   * A reading of the member that was made just now. It takes the place of the first poll. If it is older than a few seconds, it
   * allows no start, and the member is read again. @default the member is read first
   */
  readonly look?: StampedReading;
  readonly pacing?: Partial<Pacing>;
  readonly deadlines?: Partial<Deadlines>;
  /**
   * Allows `pacing.busy` and `pacing.needsUser` below 1,000 ms. MX may then answer 429 or lock you out. @default false
   */
  readonly unsafePacing?: boolean;
  /**
   * The ended record of the previous attempt for the same member. Turns, prompts and revisions continue from it, so
   * that late results of that attempt cannot match this one.
   */
  readonly after?: MemberRecord;
}
