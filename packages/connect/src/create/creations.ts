import type { OauthRequest } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';

/** The state of a creation, as `connectCreations` returns it. */
export type Created =
  | {
      readonly state: 'following';
      readonly member: MemberId;
      readonly oauthWindowUri?: string;
    }
  | { readonly state: 'creating' }
  | { readonly state: 'needsCredentials' }
  | {
      readonly state: 'conflict';
      /** The members that may have the login that the person entered. */
      readonly candidates: readonly {
        readonly member: MemberId;
        /** The institution's name, as MX shows it. */
        readonly name: string | null;
        readonly connectionStatus: string | null;
      }[];
    };

/** How the person logs in. */
export type FirstLogin =
  | { readonly credentials: readonly { readonly guid: string; readonly value: string }[] }
  | { readonly oauth: OauthRequest };

/** Creates members at your server. `connectCreations` of `@mx-member/host/http` returns one. */
export interface Creations {
  /** Creates a member. A repeated call with the same `id` leads to at most one login. */
  create(
    request: FirstLogin & { readonly id: string; readonly institutionCode: string },
  ): Promise<Created>;
  /** The state of a creation. It rejects with the code `notFound` for an unknown id. */
  read(request: { readonly id: string }): Promise<Created>;
}
