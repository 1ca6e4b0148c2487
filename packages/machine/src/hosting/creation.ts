import type { Job, MemberId } from '../data/types.ts';
import type { MemberView } from '../memory/worded-view.ts';
import type { OauthRequest } from './contract.ts';

/** How a person becomes a member, as servers and pages say it to each other. */

/** What the person entered in one field of the bank's login form. It is sent to MX and never stored. */
export interface Credential {
  /** The guid of the field, from `institutionCredentials`: `CRD-…`. */
  readonly guid: string;
  readonly value: string;
}

/** What MX should do for the new member. All of it is stored with the creation. */
export interface CreationOptions {
  /**
   * The job that you want. Creating a member already starts an aggregation, so `aggregate` starts nothing more. Any
   * other job starts after the aggregation has ended, unless the login has failed. @default 'aggregate'
   */
  readonly job?: Job;
  /**
   * The products to request, for example `transactions`. Only in MX's version v20250224 (OAS25). MX takes them only for
   * a new member. @default none
   */
  readonly dataRequest?: { readonly products: readonly string[] };
  /** Any text, which MX stores with a new member. Do not put a secret into it. @default none */
  readonly metadata?: string;
  /** The purposes of the data of a new member: `PFM`, `MONEY_MOVEMENT` (OAS25). @default none, set by MX */
  readonly useCases?: readonly string[];
  /** Whether MX reads a new member only on request, instead of also about once a day (OAS25). @default false, set by MX */
  readonly backgroundAggregationIsDisabled?: boolean;
}

/** What creates a member: options, and a login with `credentials` or with `oauth`. */
export interface CreationRequest extends CreationOptions {
  /**
   * Your own id of this creation, which becomes the `id` of the member at MX: 1 to 200 letters, numbers, - or _. There
   * is at most one login for one id.
   */
  readonly id: string;
  /** The bank, for example `mxbank`. */
  readonly institutionCode: string;
  /** What the person entered in the bank's login form. Leave it out with `oauth`. */
  readonly credentials?: readonly Credential[];
  /** For a person who logs in on the bank's own page. `{}` is enough. @default the person entered `credentials` */
  readonly oauth?: OauthRequest;
  /**
   * The `confirm` of the hold to which the person has said yes, if the user's member with this login is repaired. @default nobody has
   */
  readonly confirmed?: string;
}

/** The result of a creation. */
export type CreationView =
  /** The host follows the member. Show `view`, and continue with the host's `next`, `answer` and other calls. */
  | {
      readonly state: 'following';
      readonly member: MemberId;
      readonly view: MemberView;
      /** Where the person logs in, for one visit. Only in the reply to `createAndStart`, and only with OAuth. */
      readonly oauthWindowUri?: string;
    }
  /** It is not yet known whether MX received the request. Read the creation again in a few seconds. */
  | { readonly state: 'creating' }
  /** MX did not receive the request. Ask the person for the credentials, and repeat the request with the same `id`. */
  | { readonly state: 'needsCredentials' }
  /** The person already has this login, and it is not clear which member has it. Nothing was sent. */
  | {
      readonly state: 'conflict';
      /** The members that may be the one that the person means. */
      readonly candidates: readonly {
        readonly member: MemberId;
        /** The name of the institution, as MX shows it. */
        readonly name: string | null;
        readonly connectionStatus: string | null;
        /** The id that the caller chose for that member. */
        readonly id: string | null;
      }[];
    };

/** Creates members at a server. */
export interface CreationClient {
  /**
   * Creates a member. If the reply is lost (`unreachable`), repeat the call with the same `id`: at most one login
   * happens.
   *
   * @throws {HostError} like `createAndStart` on the server. `unreachable` when the server cannot be reached.
   * @throws {MxError} when MX has refused the request.
   */
  create(
    request: CreationRequest,
    options?: { readonly signal?: AbortSignal },
  ): Promise<CreationView>;
  /** Reads the result of a creation. @throws {HostError} `notFound` for an unknown id. */
  read(
    request: { readonly id: string },
    options?: { readonly signal?: AbortSignal },
  ): Promise<CreationView>;
}
