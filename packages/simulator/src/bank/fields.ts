import type { GivenCredential } from './logins.ts';
import type { MemberSettings } from './member.ts';
import type { User } from './user.ts';

/** The fields to create or update a user with. */
export type UserFields = Partial<Omit<User, 'guid' | 'revision'>>;

/** The fields to create or update a member with. An omitted field stays unchanged, or is empty in a new member. */
export type MemberFields = Partial<MemberSettings> & {
  /** By the guids of the institution's fields. New credentials start a job. */
  readonly credentials?: readonly GivenCredential[];
  /** Do not start a job. @default false */
  readonly skipAggregation?: boolean;
  /** Is returned with the webhook of the job that this request starts (OAS25). @default null */
  readonly callbackPayload?: string | null;
};
