import type { Deadlines, Pacing } from './lifecycle.ts';
import type { AnswerName, Baseline, Job, MemberId } from './platform.ts';
import type { MemberRecord } from './record.ts';

/** The input of a lifecycle. */

/** The input of an actor. */
export interface MemberInput {
  readonly member: MemberId;
  /**
   * The job to start. `null` if it already runs, as it does after a member was created or its credentials were updated.
   */
  readonly job: Job | null;
  /**
   * Whether the person now goes to the bank's own OAuth page. Nothing counts until MX shows something else than before, and the
   * job starts after that. Leave it out if nobody goes there, as when an existing member is refreshed. @default false
   */
  readonly oauth?: boolean;
  /** Which field of a chosen option is sent to MX. @default 'value' */
  readonly answerWith?: AnswerName;
  /**
   * The member's state before the job. With `job: null`, pass the reading that `createMember` or `updateCredentials`
   * returned. With a job, pass the last known reading. It shows whether a job that ended before the first poll is the
   * new one. It also keeps a start whose reply was lost from being repeated, if the start had arrived. @default the
   * first reading; in `createHost` a reading before the start
   */
  readonly baseline?: Baseline;
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
