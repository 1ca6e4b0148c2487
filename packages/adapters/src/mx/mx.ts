import type { CredentialField } from '@mx-member/machine/hosting';
import type {
  AnswersRequest,
  Challenge,
  MemberId,
  MemberPort,
  Reading,
  StartRequest,
  StatusRequest,
} from '@mx-member/machine/step';
import type { MxCallOptions, MxReadOptions } from './call-options.ts';
import type { MxData } from './data-types.ts';
import type { MxInstitutions } from './institution-calls.ts';
import type { Page, Paging } from './pages.ts';
import type {
  CallbackPayload,
  CreateMemberRequest,
  Credential,
  JobAttributes,
  MemberAttributes,
  MemberDetails,
  MemberFilter,
  OauthRequest,
  UserAttributes,
  UserDetails,
  UserFilter,
} from './types.ts';

/**
 * The part of the MX Platform API that the lifecycle of a member needs. A call rejects with an `MxError`, with the reason
 * of `signal` after an abort, or with a `TypeError` for wrong arguments, also for what the version in use does not have;
 * then nothing is sent. Reads are tried up to three times. `readStatus` is tried once, because the machine polls anyway,
 * and every other request is sent once.
 */
export interface Mx extends MemberPort, MxData, MxInstitutions {
  /** Starts a job. The machine passes no more than a member and a job; a port that wraps this one may add the rest. */
  startJob(
    request: StartRequest & JobAttributes & CallbackPayload,
    options?: MxCallOptions,
  ): Promise<Reading>;
  readStatus(request: StatusRequest, options?: MxReadOptions): Promise<Reading>;
  submitAnswers(request: AnswersRequest, options?: MxCallOptions): Promise<Reading>;
  /** Creates a user. `conflict` when MX has a user with this `id`. */
  createUser(
    request?: UserAttributes,
    options?: MxCallOptions,
  ): Promise<{ readonly userGuid: string }>;
  /** Reads one user. */
  readUser(request: { readonly userGuid: string }, options?: MxReadOptions): Promise<UserDetails>;
  /** Updates the given fields of a user. @throws {TypeError} when none is given. */
  updateUser(
    request: UserAttributes & { readonly userGuid: string },
    options?: MxCallOptions,
  ): Promise<UserDetails>;
  /** Deletes a user with all members and data. This cannot be undone. */
  deleteUser(request: { readonly userGuid: string }, options?: MxCallOptions): Promise<void>;
  /** Your users, a page at a time. */
  listUsers(
    request?: UserFilter & Paging,
    options?: MxReadOptions,
  ): Promise<Page & { readonly users: readonly UserDetails[] }>;
  /**
   * Your users, one by one. Pages are read when they are needed, so a user created or deleted meanwhile can be missed.
   *
   * @example for await (const user of mx.users({ isDisabled: false })) console.log(user.userGuid);
   */
  users(request?: UserFilter & Paging, options?: MxReadOptions): AsyncIterable<UserDetails>;
  /** The fields of a bank's login form, in the order to show them. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: MxReadOptions,
  ): Promise<readonly CredentialField[]>;
  /**
   * Creates a member. MX starts a job for it, so create the actor with `job: null` and this reading as `baseline`.
   * `conflict` when the user has this login, or a member with this `id`, already (D-MEM): an `MxConflict` where MX names that
   * member. A `TypeError` for `skipAggregation` or `dataRequest` in a version without it.
   */
  createMember(request: CreateMemberRequest, options?: MxCallOptions): Promise<MemberDetails>;
  /** Updates the credentials. MX starts a job: create the actor with `job: null` and this reading as `baseline`. */
  updateCredentials(
    request: CallbackPayload & {
      readonly member: MemberId;
      readonly credentials: readonly Credential[];
      /** Starts no job. Version v20111101 only (OAS11). @default false */
      readonly skipAggregation?: boolean;
    },
    options?: MxCallOptions,
  ): Promise<MemberDetails>;
  /** Updates everything but the credentials. It starts no job. @throws {TypeError} when nothing is given. */
  updateMember(
    request: MemberAttributes & CallbackPayload & { readonly member: MemberId },
    options?: MxCallOptions,
  ): Promise<MemberDetails>;
  /** Reads the member page. */
  readMember(
    request: { readonly member: MemberId },
    options?: MxReadOptions,
  ): Promise<MemberDetails>;
  /** The members of a user, a page at a time. */
  listMembers(
    request: MemberFilter & Paging,
    options?: MxReadOptions,
  ): Promise<Page & { readonly members: readonly MemberDetails[] }>;
  /**
   * The members of a user, one by one. Pages are read when they are needed, so a member created or deleted meanwhile can be
   * missed.
   *
   * @example for await (const { member, reading } of mx.members({ userGuid })) console.log(reading.connectionStatus);
   */
  members(request: MemberFilter & Paging, options?: MxReadOptions): AsyncIterable<MemberDetails>;
  /** Deletes a member and all data that MX has read for it. This cannot be undone. */
  deleteMember(request: { readonly member: MemberId }, options?: MxCallOptions): Promise<void>;
  /** The open questions; empty when the member is not CHALLENGED. */
  listChallenges(
    request: { readonly member: MemberId },
    options?: MxReadOptions,
  ): Promise<readonly Challenge[]>;
  /** A new address of the bank's OAuth page, for one visit. */
  oauthWindowUri(
    request: OauthRequest & {
      readonly member: MemberId;
      /** MX starts no job when the user comes back (OAS25, OAS11). @default false at MX */
      readonly skipAggregation?: boolean;
    },
    options?: MxReadOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
}
