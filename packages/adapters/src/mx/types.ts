import type {
  CallOptions,
  Challenge,
  MemberId,
  MemberPort,
  Reading,
  StartRequest,
} from '@mx-member/machine/step';

/** The two versions of the Platform API in use. From 2026-08-12 on MX requires one in every request (D-MIG). */
export type MxVersion = 'v20111101' | 'v20250224';

/** What a sealed answer belongs to. */
export interface SealedFor {
  readonly member: MemberId;
  /** The challenge that it answers. */
  readonly guid: string;
  readonly signal?: AbortSignal;
}

/** Opens a sealed answer. One that was sealed for another member or question should be refused. */
export type OpenSealed = (sealed: string, sealedFor: SealedFor) => string | Promise<string>;

/** Options of {@link createMx}. */
export interface MxOptions {
  /** From MX's client dashboard. */
  readonly clientId: string;
  /** From MX's client dashboard. It is sent to MX only, and never shown. */
  readonly apiKey: string;
  /**
   * `integration` is int-api.mx.com with MX Bank, `production` is api.mx.com. A URL is for a simulator or a proxy:
   * `https:`, or `http:` on this computer (localhost, 127.0.0.0/8, [::1]).
   */
  readonly environment: 'integration' | 'production' | URL;
  /** @default 'v20250224' */
  readonly version?: MxVersion;
  /** Sends a request. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The time limit of one attempt, its body included, in ms from 1 to 2,147,483,647. @default 10000 */
  readonly timeout?: number;
  /** The most requests of this client at the same time, for all members together. @default no limit */
  readonly maxConcurrent?: number;
  /** The most requests that this client starts in one second, for all members together. @default no limit */
  readonly requestsPerSecond?: number;
  /** Opens a sealed answer. Without it, or when it fails, nothing is sent: `notSent`. */
  readonly open?: OpenSealed;
}

/** The user's input in one field of the bank's login form. It is sent to MX and never stored. */
export interface Credential {
  /** The guid of the field, from {@link Mx.institutionCredentials}: `CRD-…`. */
  readonly guid: string;
  readonly value: string;
}

/** One field of a bank's login form. */
export interface CredentialField {
  /** Names the field in a {@link Credential}. */
  readonly guid: string;
  /** MX's name for it, for example `LOGIN` or `PASSWORD`; empty when MX gives none. */
  readonly fieldName: string;
  /** The name of the field as the bank writes it. */
  readonly label: string;
  /** The kind of input, for example `TEXT` or `PASSWORD`; empty when MX gives none. */
  readonly type: string;
}

/** One of your users as MX stores it. */
export interface UserDetails {
  /** MX's guid: `USR-…`. */
  readonly userGuid: string;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  /** Whatever text you gave; `null` when none was given. */
  readonly metadata: string | null;
}

/** A member: its last reading, and the fields that do not change between readings. */
export interface MemberDetails {
  readonly member: MemberId;
  /** From the member page, so without challenges: `readStatus` and `listChallenges` have those. */
  readonly reading: Reading;
  /** The user logs in at the bank's OAuth page, without credentials. `false` when MX does not say. */
  readonly isOauth: boolean;
  /** The address of the bank's OAuth page, for one visit. `null` unless MX gave one. */
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

/** The position of a page in its list. */
export interface Page {
  /** From 1. */
  readonly page: number;
  /** Pages in all; at least 1. */
  readonly pages: number;
  /** Entries in all. */
  readonly total: number;
}

/** The way to the bank's OAuth page and back (D-OURI). */
export interface OauthRequest {
  /** The address after the bank, with `APP` only. MX adds the result and the guid of the member (D-OM). */
  readonly clientRedirectUrl?: string;
  /**
   * The kind of program that opens the page. At the end, `BROWSER` shows a page of MX that posts a message to the window
   * that opened it, and `APP` redirects to `clientRedirectUrl` (D-OB, D-OM). @default 'BROWSER' at MX
   */
  readonly referralSource?: 'BROWSER' | 'APP';
  /** Lets the bank's own app open, where it has one (Chase only). @default true at MX */
  readonly enableApp2app?: boolean;
  /** The scheme of the addresses by which MX's page talks to a web view; with `APP` only. @default 'mx' at MX */
  readonly uiMessageWebviewUrlScheme?: string;
}

/** Fields of a member that you can set when you create or update it. */
export interface MemberAttributes {
  /** Your own id, one per member. In v20250224, MX accepts it in place of the guid (OAS25). */
  readonly id?: string;
  /** Any text. Put no secret in it. */
  readonly metadata?: string;
  /** `true`: MX reads the bank on request only, and not about once a day as well (OAS25). @default false at MX */
  readonly backgroundAggregationIsDisabled?: boolean;
  /** The purpose of the data: `PFM`, `MONEY_MOVEMENT` (OAS25). */
  readonly useCases?: readonly string[];
}

/** A text of yours that MX returns in webhooks. */
export interface CallbackPayload {
  /**
   * MX returns it with the webhooks that this request causes, as `callbackPayload` of `MxWebhook`, so that you can trace a
   * workflow. 1 to 1024 printable ASCII characters without spaces. MX says base64 and shows a UUID (OAS25, D-WHM). For
   * jobs it documents `aggregate` and `verify` only.
   */
  readonly callbackPayload?: string;
}

/**
 * A new member: with `credentials`, or, where the bank has an OAuth page, with `isOauth` and what {@link OauthRequest}
 * has about the way there and back (D-CREATE, D-OM).
 */
export interface CreateMemberRequest extends MemberAttributes, OauthRequest, CallbackPayload {
  /** The user who gets the member: `USR-…`. */
  readonly userGuid: string;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** One for each field of the bank's login form. Not for OAuth members. */
  readonly credentials?: readonly Credential[];
  /** The user logs in at `oauthWindowUri` of the answer; until then the member is PENDING. @default false at MX */
  readonly isOauth?: boolean;
  /** Starts no job. Only in v20111101: v20250224 has removed it (D-MIG). @default false */
  readonly skipAggregation?: boolean;
  /** The products to ask for, for example `transactions`. Version v20250224 only (OAS25). */
  readonly dataRequest?: { readonly products: readonly string[] };
}

/**
 * The part of the MX Platform API that the lifecycle of a member needs. A call rejects with an `MxError`, with the reason
 * of `signal` after an abort, or with a `TypeError` for wrong arguments. Reads are tried up to three times. `readStatus` is
 * tried once, because the machine polls anyway, and every other request is sent once.
 */
export interface Mx extends MemberPort {
  /** Starts a job. The machine passes no `callbackPayload`; a port that wraps this one may add it. */
  startJob(request: StartRequest & CallbackPayload, options?: CallOptions): Promise<Reading>;
  /** Creates a user. `conflict` when MX has a user with this `id`. */
  createUser(
    request?: { readonly id?: string; readonly metadata?: string },
    options?: CallOptions,
  ): Promise<{ readonly userGuid: string }>;
  /** Your users, a page at a time. */
  listUsers(
    request?: Paging,
    options?: CallOptions,
  ): Promise<Page & { readonly users: readonly UserDetails[] }>;
  /** The fields of a bank's login form, in the order to show them. */
  institutionCredentials(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<readonly CredentialField[]>;
  /**
   * Creates a member. MX starts a job for it, so create the actor with `job: null` and this reading as `baseline`.
   * `conflict` when the user has this login already (D-MEM), a `TypeError` for `skipAggregation` or `dataRequest` in a
   * version without it.
   */
  createMember(request: CreateMemberRequest, options?: CallOptions): Promise<MemberDetails>;
  /** Updates the credentials. MX starts a job: create the actor with `job: null` and this reading as `baseline`. */
  updateCredentials(
    request: CallbackPayload & {
      readonly member: MemberId;
      readonly credentials: readonly Credential[];
    },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  /** Updates everything but the credentials. It starts no job. A `TypeError` when nothing to change is given. */
  updateMember(
    request: MemberAttributes & CallbackPayload & { readonly member: MemberId },
    options?: CallOptions,
  ): Promise<MemberDetails>;
  /** Reads the member page. */
  readMember(request: { readonly member: MemberId }, options?: CallOptions): Promise<MemberDetails>;
  /** The members of a user, a page at a time. */
  listMembers(
    request: Paging & { readonly userGuid: string },
    options?: CallOptions,
  ): Promise<Page & { readonly members: readonly MemberDetails[] }>;
  /** Deletes a member and all data that MX has read for it. This cannot be undone. */
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
