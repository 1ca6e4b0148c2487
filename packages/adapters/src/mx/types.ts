import type { Credential } from '@mx-member/http/create';
import type { Limits } from '@mx-member/http/limits';
import type { Limiter, OauthRequest } from '@mx-member/machine/hosting';
import type { MemberId, Reading } from '@mx-member/machine/step';
import type { MxHooks } from './port/hooks.ts';
import type { CallbackPayload, MxVersion, OpenSealed } from './port/request.ts';

/** Options of {@link createMx}. */
export interface MxOptions extends Limits, MxHooks {
  /** From MX's client dashboard. White space around it is removed. */
  readonly clientId: string;
  /**
   * From MX's client dashboard. It is sent only to MX, without white space around it, and never logged.
   *
   * Pass a function for a key that rotates or comes from a vault. The function is called before each request, within
   * the time limit of the request, so it should cache the key. If it throws, calls reject with `unreachable`. If it
   * returns something that cannot be a key, calls reject with `badReturn`. After three of those in a row a lifecycle
   * fails as `misconfigured`.
   *
   * @example apiKey: () => vault.read('mx-api-key')
   */
  readonly apiKey: string | (() => string | Promise<string>);
  /**
   * `integration` is int-api.mx.com with MX Bank. `production` is api.mx.com. Pass a URL for a simulator or a proxy:
   * `https:`, or `http:` on this computer (localhost, 127.0.0.0/8, [::1]).
   */
  readonly environment: 'integration' | 'production' | URL;
  /** @default 'v20250224' */
  readonly version?: MxVersion;
  /**
   * Sends a request. Replace it to use a proxy or another agent (`docs/mx-client.md`). @default the global `fetch`
   *
   * @example fetch: (request) => fetch(request, { dispatcher: new ProxyAgent(url) }) // undici's, in Node
   */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** The time limit of one attempt including its body, in ms, from 1 to 2,147,483,647. @default 10000 */
  readonly timeout?: number;
  /**
   * A limiter that several clients share, from `createLimiter` of `@mx-member/adapters/limiter`. It replaces the limits
   * of this client.
   */
  readonly limiter?: Limiter;
  /**
   * The name and version of your program. They precede the name of this package in `User-Agent`. Some browsers send
   * their own value.
   *
   * @example userAgent: 'acme-budget/1.2'
   */
  readonly userAgent?: string;
  /** Opens sealed answers. If it is missing or fails, nothing is sent and the call rejects with `notSent`. */
  readonly open?: OpenSealed;
}

/** One of your users, as MX stores it. */
export interface UserDetails {
  /** The guid at MX: `USR-…`. */
  readonly userGuid: string;
  /** Your own id. `null` if you did not give one. */
  readonly id: string | null;
  /** The text that you gave. `null` if you did not give one. */
  readonly metadata: string | null;
  /** `null` if you did not give one. */
  readonly email: string | null;
  /** MX collects no data for a disabled user. `false` if MX does not say. */
  readonly isDisabled: boolean;
}

/** The fields of a user that you can set (OAS25, OAS11). */
export interface UserAttributes {
  /** Your own id, unique among your users. In v20250224, MX also accepts it in place of the guid (OAS25). */
  readonly id?: string;
  /** Any text. Do not put a secret into it. */
  readonly metadata?: string;
  readonly email?: string;
  /** MX collects no data for a disabled user. @default false, set by MX */
  readonly isDisabled?: boolean;
}

/** Selects the users that match every given field (OAS25, OAS11). */
export interface UserFilter {
  /** Your own id. */
  readonly id?: string;
  readonly email?: string;
  readonly isDisabled?: boolean;
}

/** Selects the members of this user, and of this use case if given. */
export interface MemberFilter {
  readonly userGuid: string;
  /** `PFM` or `MONEY_MOVEMENT` (OAS25, OAS11). */
  readonly useCase?: string;
}

/**
 * A member: its last reading, and the fields that do not change between readings. Pass it to `connectionHealth` of
 * `@mx-member/machine/health`.
 */
export interface MemberDetails {
  readonly member: MemberId;
  /** From the member page, so without challenges. Use `readStatus` or `listChallenges` for those. */
  readonly reading: Reading;
  /** Whether the user logs in at the bank's OAuth page, without credentials. `false` if MX does not say. */
  readonly isOauth: boolean;
  /** The address of the bank's OAuth page, for one visit. `null` if MX did not send one. */
  readonly oauthWindowUri: string | null;
  /** For example `mxbank`. `null` if MX does not say. */
  readonly institutionCode: string | null;
  /** The name of the institution, as MX shows it. */
  readonly name: string | null;
  /** Your own id. `null` if you did not give one. */
  readonly id: string | null;
  /** The text that you gave. `null` if you did not give one. */
  readonly metadata: string | null;
  /** Whether MX collects data only on request, instead of also about once a day (OAS25). `false` if MX does not say. */
  readonly backgroundAggregationIsDisabled: boolean;
  /** Whether the user maintains the accounts by hand, without a bank (OAS25). `false` if MX does not say. */
  readonly isManual: boolean;
  /** `false` if a partner of MX manages the member (OAS25). `true` if MX does not say. */
  readonly isManagedByUser: boolean;
}

/** The fields of a member that you can set when you create or update it. */
export interface MemberAttributes {
  /** Your own id, unique among your members. In v20250224, MX also accepts it in place of the guid (OAS25). */
  readonly id?: string;
  /** Any text. Do not put a secret into it. */
  readonly metadata?: string;
  /** Whether MX collects data only on request, instead of also about once a day (OAS25). @default false, set by MX */
  readonly backgroundAggregationIsDisabled?: boolean;
  /** The purposes of the data: `PFM`, `MONEY_MOVEMENT` (OAS25). */
  readonly useCases?: readonly string[];
}

/**
 * A new member: with `credentials`, or with `isOauth` if the bank has an OAuth page. {@link OauthRequest} has the
 * options of that page (D-CREATE, D-OM).
 */
export interface CreateMemberRequest extends MemberAttributes, OauthRequest, CallbackPayload {
  /** The user who owns the member: `USR-…`. */
  readonly userGuid: string;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** One entry for each field of the bank's login form. Not for OAuth members. */
  readonly credentials?: readonly Credential[];
  /**
   * Whether the user logs in at the bank's OAuth page (`oauthWindowUri` of the result). Until then the member is
   * PENDING. @default false, set by MX
   */
  readonly isOauth?: boolean;
  /** Do not start a job. Version v20111101 only: v20250224 has removed it (D-MIG). @default false */
  readonly skipAggregation?: boolean;
  /** The products to request, for example `transactions`. Version v20250224 only (OAS25). */
  readonly dataRequest?: { readonly products: readonly string[] };
}
