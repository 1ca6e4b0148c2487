import type { Credential } from '@mx-member/http/create';
import type { CredentialField, OauthRequest } from '@mx-member/machine/hosting';
import type { Challenge, MemberId } from '@mx-member/machine/step';
import type { MxData } from './data-types.ts';
import type { MxInstitutions } from './institution-calls.ts';
import type { Page, Paging } from './pages.ts';
import type { MxCallOptions, MxReadOptions } from './port/call-options.ts';
import type { MxPort } from './port/calls.ts';
import type { CallbackPayload } from './port/request.ts';
import type {
  CreateMemberRequest,
  MemberAttributes,
  MemberDetails,
  MemberFilter,
  UserAttributes,
  UserDetails,
  UserFilter,
} from './types.ts';

/**
 * The part of the MX Platform API that the lifecycle of a member needs.
 *
 * A call rejects with an `MxError`, or with the reason of `signal` after an abort. It rejects with a `TypeError` for
 * wrong arguments, or for a feature that the API version does not have; then nothing is sent.
 *
 * Reads are tried up to three times. `readStatus` is tried once because the machine polls anyway. Every other request
 * is sent once.
 */
export interface Mx extends MxPort, MxData, MxInstitutions {
  /** Creates a user. Rejects with `conflict` if MX already has a user with this `id`. */
  createUser(
    request?: UserAttributes,
    options?: MxCallOptions,
  ): Promise<{ readonly userGuid: string }>;
  /** Reads one user. */
  readUser(request: { readonly userGuid: string }, options?: MxReadOptions): Promise<UserDetails>;
  /** Updates the given fields of a user. @throws {TypeError} when no field is given. */
  updateUser(
    request: UserAttributes & { readonly userGuid: string },
    options?: MxCallOptions,
  ): Promise<UserDetails>;
  /** Deletes a user with all members and data. This cannot be undone. */
  deleteUser(request: { readonly userGuid: string }, options?: MxCallOptions): Promise<void>;
  /** Lists your users, one page at a time. */
  listUsers(
    request?: UserFilter & Paging,
    options?: MxReadOptions,
  ): Promise<Page & { readonly users: readonly UserDetails[] }>;
  /**
   * Iterates your users one by one. Pages are read on demand, so a user that is created or deleted meanwhile can be
   * missed.
   *
   * @example for await (const user of mx.users({ isDisabled: false })) console.log(user.userGuid);
   */
  users(request?: UserFilter & Paging, options?: MxReadOptions): AsyncIterable<UserDetails>;
  /** The fields of a bank's login form, in display order. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: MxReadOptions,
  ): Promise<readonly CredentialField[]>;
  /**
   * Creates a member. If `isJobRequested` (202, or a job at work), MX has already started a job: pass `job: null` and this
   * reading as `baseline` to the actor. Otherwise start one: MX runs none by itself, except after the bank's OAuth page.
   *
   * Rejects with `conflict` if the user already has this login, or a member with this `id` (D-MEM); if MX names that
   * member, the error is an `MxConflict`.
   *
   * Throws a `TypeError` for `skipAggregation` or `dataRequest` in a version that does not have the option.
   */
  createMember(
    request: CreateMemberRequest,
    options?: MxCallOptions,
  ): Promise<MemberDetails & { readonly isJobRequested: boolean }>;
  /**
   * Updates the credentials. MX has then already started a job: pass `job: null` and this reading as `baseline` to the
   * actor.
   */
  updateCredentials(
    request: CallbackPayload & {
      readonly member: MemberId;
      readonly credentials: readonly Credential[];
      /** Do not start a job. Version v20111101 only (OAS11). @default false */
      readonly skipAggregation?: boolean;
    },
    options?: MxCallOptions,
  ): Promise<MemberDetails>;
  /** Updates everything but the credentials. It does not start a job. @throws {TypeError} when no field is given. */
  updateMember(
    request: MemberAttributes & CallbackPayload & { readonly member: MemberId },
    options?: MxCallOptions,
  ): Promise<MemberDetails>;
  /** Reads the member page. */
  readMember(
    request: { readonly member: MemberId },
    options?: MxReadOptions,
  ): Promise<MemberDetails>;
  /** Lists the members of a user, one page at a time. */
  listMembers(
    request: MemberFilter & Paging,
    options?: MxReadOptions,
  ): Promise<Page & { readonly members: readonly MemberDetails[] }>;
  /**
   * Iterates the members of a user one by one. Pages are read on demand, so a member that is created or deleted
   * meanwhile can be missed.
   *
   * @example for await (const { member, reading } of mx.members({ userGuid })) console.log(reading.connectionStatus);
   */
  members(request: MemberFilter & Paging, options?: MxReadOptions): AsyncIterable<MemberDetails>;
  /** Deletes a member and all data that MX has collected for it. This cannot be undone. */
  deleteMember(request: { readonly member: MemberId }, options?: MxCallOptions): Promise<void>;
  /** The open challenges. Empty if the member is not CHALLENGED. */
  listChallenges(
    request: { readonly member: MemberId },
    options?: MxReadOptions,
  ): Promise<readonly Challenge[]>;
  /** Returns a new address of the bank's OAuth page. Each address is for one visit. */
  oauthWindowUri(
    request: OauthRequest & {
      readonly member: MemberId;
      /** If true, MX does not start a job when the user comes back (OAS25, OAS11). @default false, set by MX */
      readonly skipAggregation?: boolean;
    },
    options?: MxReadOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
}
