import type { Job } from '@mx-member/machine/step';
import type { Member } from './member.ts';
import type { User } from './user.ts';

interface MemberChange {
  /** In ms since 1970. */
  readonly at: number;
  /** The member after the change. */
  readonly member: Member;
  readonly user: User;
}

/** A change that may lead to a webhook. */
export type BankChange =
  /** The connection status has changed. */
  | (MemberChange & { readonly type: 'status' })
  /** A job has ended successfully. */
  | (MemberChange & {
      readonly type: 'ended';
      readonly job: Job;
      /** Whether MX started the job by itself. */
      readonly isBackground: boolean;
      /** The member before the change. */
      readonly before: Member;
      readonly callbackPayload: string | null;
    })
  /** A job waits for answers, or has ended with any result (D-WHJ). */
  | (MemberChange & {
      readonly type: 'job';
      /** When the job began, in ms since 1970. `null` if that is unknown. */
      readonly startedAt: number | null;
      readonly isFinished: boolean;
    })
  /** A request has created, updated or deleted a member. */
  | (MemberChange & {
      readonly type: 'member';
      readonly action: 'created' | 'updated' | 'deleted';
      readonly callbackPayload: string | null;
    })
  /** A request has created, updated or deleted a user. */
  | {
      readonly type: 'user';
      readonly at: number;
      readonly user: User;
      readonly action: 'created' | 'updated' | 'deleted';
    };
