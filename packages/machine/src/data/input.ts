import type { Deadlines, Pacing } from './lifecycle.ts';
import type { AnswerName, Baseline, Job, MemberId } from './platform.ts';
import type { MemberRecord } from './record.ts';

/** What a lifecycle begins with. */

/** What an actor is created with. */
export interface MemberInput {
  readonly member: MemberId;
  /**
   * The job to start; `null` when it runs already, as it does after a member was created or its credentials were
   * updated.
   */
  readonly job: Job | null;
  /** The member connects through the bank's own OAuth page. @default false */
  readonly oauth?: boolean;
  /** Which name of a chosen option is sent to MX. @default 'value' */
  readonly answerWith?: AnswerName;
  /**
   * How the member was before the job: with `job: null` the reading that `createMember` and `updateCredentials` return,
   * with a job the last reading that is known. A job that has ended before the first poll is then known for what it is,
   * and a start whose reply was lost is not repeated when it had arrived. @default the first reading
   */
  readonly baseline?: Baseline;
  readonly pacing?: Partial<Pacing>;
  readonly deadlines?: Partial<Deadlines>;
  /** Allows `pacing.busy` and `pacing.needsUser` below 1,000 ms. MX may answer 429 or lock you out. @default false */
  readonly unsafePacing?: boolean;
  /**
   * The ended record of the attempt before, for the same member. Turns, prompts and revisions go on from it, so that
   * nothing that comes late from that attempt fits this one.
   */
  readonly after?: MemberRecord;
}
