import type { GivenCredential } from './logins.ts';
import type { MemberSettings } from './member.ts';
import type { User } from './user.ts';

/** The fields to create or update a user with. */
export type UserFields = Partial<Omit<User, 'guid' | 'revision'>>;

/** The fields to create or update a member with. A field that is left out stays as it is, or starts empty. */
export type MemberFields = Partial<MemberSettings> & {
  /** By the guids of the institution's fields. New ones start a job. */
  readonly credentials?: readonly GivenCredential[];
  /** Starts no job. @default false */
  readonly skipAggregation?: boolean;
  /** Comes back with the webhook of the job that this starts (OAS25). @default null */
  readonly callbackPayload?: string | null;
};
