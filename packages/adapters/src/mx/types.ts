import type { CallOptions, Challenge, MemberId, MemberPort, Reading } from '@mx-member/machine';

/** The two versions of the Platform API in use. From 2026-08-12 on MX wants one named with every call (D-MIG). */
export type MxVersion = 'v20111101' | 'v20250224';

/** What stands for a chosen option in the request that answers it. */
export type AnswerWith = 'value' | 'guid' | 'label';

/** What {@link createMx} is created with. */
export interface MxOptions {
  /** From MX's client dashboard. */
  readonly clientId: string;
  /** From MX's client dashboard. It is sent to MX and shown nowhere. */
  readonly apiKey: string;
  /**
   * `integration` is int-api.mx.com with MX Bank, `production` is api.mx.com. A URL is for a simulator or a proxy:
   * `https:`, or `http:` on this machine (localhost, 127.0.0.0/8, [::1]).
   */
  readonly environment: 'integration' | 'production' | URL;
  /** @default 'v20250224' */
  readonly version?: MxVersion;
  /** Sends a request. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** How long one attempt may take, the body included, in ms from 1 to 2,147,483,647. @default 10000 */
  readonly timeout?: number;
  /** Requests of this client that may be under way at a time, all members together. @default no limit */
  readonly maxConcurrent?: number;
  /** Requests of this client that may start in any one second, all members together. @default no limit */
  readonly requestsPerSecond?: number;
  /**
   * What is sent for a chosen option of an OPTIONS or IMAGE_OPTIONS challenge, whichever of the three the user's answer
   * named. MX does not document it; its integrators send the value. @default 'value'
   */
  readonly answerWith?: AnswerWith;
  /** Opens a sealed answer. Without it a sealed answer is refused. */
  readonly open?: (sealed: string) => string | Promise<string>;
}

/** A value for one field of the bank's login, by the field's guid. */
export interface Credential {
  readonly guid: string;
  readonly value: string;
}

/** One field of a bank's login form. */
export interface CredentialField {
  readonly guid: string;
  /** MX's name for it, for example `LOGIN` or `PASSWORD`; empty when MX gives none. */
  readonly fieldName: string;
  /** What the bank calls it. */
  readonly label: string;
  /** How it is shown, for example `TEXT` or `PASSWORD`; empty when MX gives none. */
  readonly type: string;
}

/** A user of yours as MX keeps it. */
export interface UserDetails {
  readonly userGuid: string;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  readonly metadata: string | null;
}

/** A member with what does not change from reading to reading. */
export interface MemberDetails {
  readonly member: MemberId;
  /** As the member's own page shows it: without challenges, which only `readStatus` and `listChallenges` know. */
  readonly reading: Reading;
  readonly isOauth: boolean;
  /** Where the user logs in; one visit only. `null` unless MX gave one. */
  readonly oauthWindowUri: string | null;
  readonly institutionCode: string | null;
  /** The institution's name, as MX shows it. */
  readonly name: string | null;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  readonly metadata: string | null;
}

/** Which part of a list to read. */
export interface Paging {
  /** From 1. @default 1 */
  readonly page?: number;
  /** From 10 to 1000; MX takes 25 for anything else. @default 25 */
  readonly recordsPerPage?: number;
}

/** Where in a list one is. */
export interface Page {
  readonly page: number;
  /** Pages in all; at least 1. */
  readonly pages: number;
  /** Entries in all. */
  readonly total: number;
}

/** How the user goes to the bank's own OAuth page and comes back (D-OURI). */
export interface OauthRequest {
  /** Where to after the bank; with `APP` only. */
  readonly clientRedirectUrl?: string;
  /** @default 'BROWSER' at MX */
  readonly referralSource?: 'BROWSER' | 'APP';
  /** @default true at MX */
  readonly enableApp2app?: boolean;
  /** @default 'mx' at MX */
  readonly uiMessageWebviewUrlScheme?: string;
}

/** What can be said about a member when it is made or changed. */
export interface MemberAttributes {
  /** Your own id, one per member. */
  readonly id?: string;
  readonly metadata?: string;
  readonly backgroundAggregationIsDisabled?: boolean;
  readonly useCases?: readonly string[];
}

export interface CreateMemberRequest extends MemberAttributes, OauthRequest {
  readonly userGuid: string;
  readonly institutionCode: string;
  /** Not for OAuth members. */
  readonly credentials?: readonly Credential[];
  readonly isOauth?: boolean;
  /** Starts no job. Version v20111101 only: v20250224 has it no more (D-MIG). @default false */
  readonly skipAggregation?: boolean;
  /** The products to ask for, for example `transactions` (OAS25). */
  readonly dataRequest?: { readonly products: readonly string[] };
}

/**
 * The MX Platform API, as far as the life of a member goes. Every call rejects with an `MxError`, with the reason of
 * `signal` when that aborts it, or with a `TypeError` when it is called wrongly. Reads are tried up to three times, but
 * for `readStatus`, which the machine repeats at its own pace; everything else is sent once.
 */
export interface Mx extends MemberPort {
  createUser(
    request?: { readonly id?: string; readonly metadata?: string },
    options?: CallOptions,
  ): Promise<{ readonly userGuid: string }>;
  listUsers(
    request?: Paging,
    options?: CallOptions,
  ): Promise<Page & { readonly users: readonly UserDetails[] }>;
  /** The fields of a bank's login, in the order in which to show them. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<readonly CredentialField[]>;
  /** Makes a member. MX starts a job for it by itself, so its actor begins with `job: null` and this reading as `baseline`. */
  createMember(request: CreateMemberRequest, options?: CallOptions): Promise<MemberDetails>;
  /** Gives MX new credentials. It starts a job by itself: begin with `job: null` and this reading as `baseline`. */
  updateCredentials(
    request: { readonly member: MemberId; readonly credentials: readonly Credential[] },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  /** Changes what does not concern the login; starts no job. */
  updateMember(
    request: MemberAttributes & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  readMember(request: { readonly member: MemberId }, options?: CallOptions): Promise<MemberDetails>;
  listMembers(
    request: Paging & { readonly userGuid: string },
    options?: CallOptions,
  ): Promise<Page & { readonly members: readonly MemberDetails[] }>;
  deleteMember(request: { readonly member: MemberId }, options?: CallOptions): Promise<void>;
  /** The open questions; empty when the member is not CHALLENGED. */
  listChallenges(
    request: { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<readonly Challenge[]>;
  /** A new address of the bank's OAuth page, for one visit. */
  oauthWindowUri(
    request: OauthRequest & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<{ readonly oauthWindowUri: string }>;
}
