import type { Limits } from '@mx-member/http/limits';
import type { Limiter } from '@mx-member/machine/hosting';
import type { MemberId, Reading } from '@mx-member/machine/step';
import type { MxHooks } from './hooks.ts';

/** The two versions of the Platform API that the client speaks. Every request names one in `Accept-Version` (D-MIG). */
export type MxVersion = 'v20111101' | 'v20250224';

/** What a sealed answer belongs to. */
export interface SealedFor {
  readonly member: MemberId;
  /** The challenge that it answers. */
  readonly guid: string;
  /** Aborts when the call is given up, or its `timeout` is up: then nothing is sent. */
  readonly signal: AbortSignal;
}

/** Opens a sealed answer. It should refuse an answer that was sealed for another member or question. */
export type OpenSealed = (sealed: string, sealedFor: SealedFor) => string | Promise<string>;

/** Options of {@link createMx}. */
export interface MxOptions extends Limits, MxHooks {
  /** From MX's client dashboard. White space around it is not sent. */
  readonly clientId: string;
  /**
   * From MX's client dashboard. It is sent to MX only, without white space around it, and never shown. Use a function for a
   * key that rotates or comes from a vault. It is called before each request, within the request's time limit, so it should
   * cache the key. While it throws, calls reject with `unreachable`. When it returns something that cannot be a key, they
   * reject with `badReturn`; three of those in a row end a lifecycle as `misconfigured`.
   *
   * @example apiKey: () => vault.read('mx-api-key')
   */
  readonly apiKey: string | (() => string | Promise<string>);
  /**
   * `integration` is int-api.mx.com with MX Bank, `production` is api.mx.com. A URL is for a simulator or a proxy:
   * `https:`, or `http:` on this computer (localhost, 127.0.0.0/8, [::1]).
   */
  readonly environment: 'integration' | 'production' | URL;
  /** @default 'v20250224' */
  readonly version?: MxVersion;
  /**
   * Sends a request; also the place for a proxy or another agent (`docs/mx-client.md`). @default the global `fetch`
   *
   * @example fetch: (request) => fetch(request, { dispatcher: new ProxyAgent(url) }) // undici's, in Node
   */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The time limit of one attempt, its body included, in ms from 1 to 2,147,483,647. @default 10000 */
  readonly timeout?: number;
  /** A limiter that several clients share, made by `createLimiter` of `@mx-member/adapters/limiter`. It replaces the limits of this client. */
  readonly limiter?: Limiter;
  /**
   * Your program's name and version. They stand in `User-Agent` before this package's. Some browsers send their own.
   *
   * @example userAgent: 'acme-budget/1.2'
   */
  readonly userAgent?: string;
  /** Opens a sealed answer. Without it, or when it fails, nothing is sent: `notSent`. */
  readonly open?: OpenSealed;
}

/** The user's input in one field of the bank's login form. It is sent to MX and never stored. */
export interface Credential {
  /** The guid of the field, from `institutionCredentials`: `CRD-…`. */
  readonly guid: string;
  readonly value: string;
}

/** One of your users as MX stores it. */
export interface UserDetails {
  /** MX's guid: `USR-…`. */
  readonly userGuid: string;
  /** Your own id; `null` when none was given. */
  readonly id: string | null;
  /** Whatever text you gave; `null` when none was given. */
  readonly metadata: string | null;
  /** `null` when none was given. */
  readonly email: string | null;
  /** MX reads nothing for a user who is disabled. `false` when MX does not say. */
  readonly isDisabled: boolean;
}

/** The fields of a user that you can set (OAS25, OAS11). */
export interface UserAttributes {
  /** Your own id, one per user; MX takes it for the guid in v20250224 (OAS25). */
  readonly id?: string;
  /** Any text of yours; no secret. */
  readonly metadata?: string;
  readonly email?: string;
  /** MX reads nothing for a user who is disabled. @default false at MX */
  readonly isDisabled?: boolean;
}

/** Lists only the users that match every field given (OAS25, OAS11). */
export interface UserFilter {
  /** Your own id. */
  readonly id?: string;
  readonly email?: string;
  readonly isDisabled?: boolean;
}

/** Lists only the institutions that match every field given (OAS25, OAS11). */
export interface InstitutionFilter {
  /** A part of the name. */
  readonly name?: string;
  /**
   * Lists institutions that MX blocks for you too (D-INST). Version v20250224 only. @default false at MX
   */
  readonly includeBlockedInstitutions?: boolean;
}

/** Lists only the members of this user, and of this use case if one is given. */
export interface MemberFilter {
  readonly userGuid: string;
  /** `PFM` or `MONEY_MOVEMENT` (OAS25, OAS11). */
  readonly useCase?: string;
}

/** Options of a job at MX. */
export interface JobAttributes {
  /** `aggregate` reads transactions. Version v20111101 only (OAS11). @default true at MX */
  readonly includeTransactions?: boolean;
  /** `aggregate` reads holdings. Version v20111101 only (OAS11). @default true at MX */
  readonly includeHoldings?: boolean;
}

/** A member: its last reading, and the fields that do not change between readings. `connectionHealth` of `@mx-member/machine/health` takes it. */
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
  /** MX reads the bank on request only, and not about once a day as well (OAS25). `false` when MX does not say. */
  readonly backgroundAggregationIsDisabled: boolean;
  /** The user keeps the accounts by hand, and no bank is read (OAS25). `false` when MX does not say. */
  readonly isManual: boolean;
  /** `false`: a partner of MX manages the member (OAS25). `true` when MX does not say. */
  readonly isManagedByUser: boolean;
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
