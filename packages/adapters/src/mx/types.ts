import type {
  CallOptions,
  Challenge,
  MemberId,
  MemberPort,
  Reading,
  StartRequest,
} from '@mx-member/machine';

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

/** What the user typed into one field of the bank's login form. It is sent to MX and kept nowhere. */
export interface Credential {
  /** The field's, as {@link Mx.institutionCredentials} gives it: `CRD-…`. */
  readonly guid: string;
  readonly value: string;
}

/** One field of a bank's login form. */
export interface CredentialField {
  /** What the user types goes back under it: see {@link Credential}. */
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
  /** MX's own: `USR-…`. */
  readonly userGuid: string;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  /** Whatever text you gave; `null` when none was given. */
  readonly metadata: string | null;
}

/** A member with what does not change from reading to reading. */
export interface MemberDetails {
  readonly member: MemberId;
  /** As the member's own page shows it: without challenges, which only `readStatus` and `listChallenges` know. */
  readonly reading: Reading;
  /** The user logs in at the bank's own page, and there are no credentials. `false` when MX does not say. */
  readonly isOauth: boolean;
  /** Where the user logs in; one visit only. `null` unless MX gave one. */
  readonly oauthWindowUri: string | null;
  /** For example `mxbank`; `null` when MX does not say. */
  readonly institutionCode: string | null;
  /** The institution's name, as MX shows it. */
  readonly name: string | null;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  /** Whatever text you gave; `null` when none was given. */
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
  /** From 1. */
  readonly page: number;
  /** Pages in all; at least 1. */
  readonly pages: number;
  /** Entries in all. */
  readonly total: number;
}

/** How the user goes to the bank's own OAuth page and comes back (D-OURI). */
export interface OauthRequest {
  /** Where the user goes after the bank, with `APP` only; MX adds how it went and the member's guid (D-OM). */
  readonly clientRedirectUrl?: string;
  /**
   * Where the user comes from. At the end `BROWSER` shows a page of MX's that posts a message to the one that opened it,
   * `APP` goes to `clientRedirectUrl` (D-OB, D-OM). @default 'BROWSER' at MX
   */
  readonly referralSource?: 'BROWSER' | 'APP';
  /** Lets the bank's own app open, where it has one (Chase only). @default true at MX */
  readonly enableApp2app?: boolean;
  /** The scheme of the addresses by which MX's page talks to a web view; with `APP` only. @default 'mx' at MX */
  readonly uiMessageWebviewUrlScheme?: string;
}

/** What can be said about a member when it is made or changed. */
export interface MemberAttributes {
  /** Your own id, one per member; MX takes it for the guid in v20250224 (OAS25). */
  readonly id?: string;
  /** Any text of yours; no secret. */
  readonly metadata?: string;
  /** MX reads the bank only when asked to, not about once a day by itself (OAS25). @default false at MX */
  readonly backgroundAggregationIsDisabled?: boolean;
  /** What the data is for: `PFM`, `MONEY_MOVEMENT` (OAS25). */
  readonly useCases?: readonly string[];
}

/** Something of yours that comes back from MX. */
export interface CallbackPayload {
  /**
   * MX hands it back with the webhooks of what this request begins, as `callbackPayload` of `MxWebhook`, so that a workflow
   * can be followed: 1 to 1024 printable characters of ASCII without spaces. MX says base64 and shows a UUID (OAS25,
   * D-WHM). For a start it documents `aggregate` and `verify` only.
   */
  readonly callbackPayload?: string;
}

/**
 * A new member: with `credentials`, or, where the bank has an OAuth page, with `isOauth` and what {@link OauthRequest}
 * says about the way there and back (D-CREATE, D-OM).
 */
export interface CreateMemberRequest extends MemberAttributes, OauthRequest, CallbackPayload {
  /** Whose member it will be: `USR-…`. */
  readonly userGuid: string;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** One for each field of the bank's login form. Not for OAuth members. */
  readonly credentials?: readonly Credential[];
  /** The user logs in at `oauthWindowUri` of the answer; until then the member is PENDING. @default false at MX */
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
  /** As the machine calls it; whoever wraps this port may add a `callbackPayload`. */
  startJob(request: StartRequest & CallbackPayload, options?: CallOptions): Promise<Reading>;
  /** Makes a user of yours known to MX. `conflict` when there is one with this `id`. */
  createUser(
    request?: { readonly id?: string; readonly metadata?: string },
    options?: CallOptions,
  ): Promise<{ readonly userGuid: string }>;
  /** Your users, a page at a time. */
  listUsers(
    request?: Paging,
    options?: CallOptions,
  ): Promise<Page & { readonly users: readonly UserDetails[] }>;
  /** The fields of a bank's login, in the order in which to show them. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<readonly CredentialField[]>;
  /**
   * Makes a member. MX starts a job for it by itself, so its actor begins with `job: null` and this reading as `baseline`.
   * `conflict` when the user has this login already (D-MEM), a `TypeError` for `skipAggregation` in a version without it.
   */
  createMember(request: CreateMemberRequest, options?: CallOptions): Promise<MemberDetails>;
  /** Gives MX new credentials. It starts a job by itself: begin with `job: null` and this reading as `baseline`. */
  updateCredentials(
    request: CallbackPayload & {
      readonly member: MemberId;
      readonly credentials: readonly Credential[];
    },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  /** Changes what does not concern the login; starts no job. */
  updateMember(
    request: MemberAttributes & CallbackPayload & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  /** The member's own page. */
  readMember(request: { readonly member: MemberId }, options?: CallOptions): Promise<MemberDetails>;
  /** The members of a user, a page at a time. */
  listMembers(
    request: Paging & { readonly userGuid: string },
    options?: CallOptions,
  ): Promise<Page & { readonly members: readonly MemberDetails[] }>;
  /** Takes a member away for good, with all that MX has read for it. */
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
