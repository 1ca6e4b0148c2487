import type { MemberId } from '@mx-member/machine/step';

/** A member that may be the one that the person means. */
export interface LikelyMember {
  readonly member: MemberId;
  /** The institution's name, as MX shows it. */
  readonly name: string | null;
  readonly connectionStatus: string | null;
}

/** What came of a creation, as the client of `createCreationHandler` returns it. */
export type Created =
  | {
      readonly state: 'following';
      readonly member: MemberId;
      readonly oauthWindowUri?: string;
    }
  | { readonly state: 'creating' }
  | { readonly state: 'needsCredentials' }
  | { readonly state: 'conflict'; readonly candidates: readonly LikelyMember[] };

/** How the person logs in. */
export type FirstLogin =
  | { readonly credentials: readonly { readonly guid: string; readonly value: string }[] }
  | { readonly oauth: BankPageWay };

/** The way to the bank's own page and back, as MX takes it. */
export interface BankPageWay {
  readonly clientRedirectUrl?: string;
  readonly referralSource?: 'BROWSER' | 'APP';
  readonly enableApp2app?: boolean;
  readonly uiMessageWebviewUrlScheme?: string;
}

/** Creates members at your server: `connectCreations` of `@mx-member/host/http` makes one. */
export interface Creations {
  /** Sent again with the same `id`, it leads to at most one login. */
  create(
    request: FirstLogin & { readonly id: string; readonly institutionCode: string },
  ): Promise<Created>;
  /** What came of a creation. It rejects with the code `notFound` for an id that is not known. */
  read(request: { readonly id: string }): Promise<Created>;
}
