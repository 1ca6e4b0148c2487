import type { Job } from '@mx-member/machine/step';
import type { Member } from './member.ts';
import type { User } from './user.ts';

/** What a request did to a record. */
export type RecordAction = 'created' | 'updated' | 'deleted';

interface MemberChange {
  /** In ms since 1970. */
  readonly at: number;
  /** As it is after the change. */
  readonly member: Member;
  readonly user: User;
}

/** A change that may lead to a webhook. */
export type BankChange =
  /** The connection status is another one. */
  | (MemberChange & { readonly type: 'status' })
  /** A job has ended well. */
  | (MemberChange & {
      readonly type: 'ended';
      readonly job: Job;
      /** MX started it by itself. */
      readonly isBackground: boolean;
      /** As the member was before. */
      readonly before: Member;
      readonly callbackPayload: string | null;
    })
  /** A job waits for answers, or has ended in any way (D-WHJ). */
  | (MemberChange & {
      readonly type: 'job';
      /** When the job began, in ms since 1970; `null` when that is not known. */
      readonly startedAt: number | null;
      readonly isFinished: boolean;
    })
  /** A request has created, updated or deleted a member. */
  | (MemberChange & {
      readonly type: 'member';
      readonly action: RecordAction;
      readonly callbackPayload: string | null;
    })
  /** A request has created, updated or deleted a user. */
  | {
      readonly type: 'user';
      readonly at: number;
      readonly user: User;
      readonly action: RecordAction;
    };
