import type { MemberId, MemberView } from '@mx-member/machine/step';
import type { ListedMember } from './members.ts';

/** What a caller sees of a creation. */

/** The result of a creation. */
export type CreationView =
  /** The host follows the member. Show `view`, and continue with the host's `next`, `answer` and other calls. */
  | {
      readonly state: 'following';
      readonly member: MemberId;
      readonly view: MemberView;
      /** Where the user logs in, for one visit. Only in the reply to `createAndStart`, and only with OAuth. */
      readonly oauthWindowUri?: string;
    }
  /** It is not yet known whether MX received the request. Read the creation again in a few seconds. */
  | { readonly state: 'creating' }
  /**
   * MX did not receive the request. Ask the user for the credentials, and repeat `createAndStart` with the same `id`.
   */
  | { readonly state: 'needsCredentials' }
  /** The user already has this login, and it is not clear which member has it. Nothing was sent. */
  | {
      readonly state: 'conflict';
      /** The members that may be the one that the user means. */
      readonly candidates: readonly {
        readonly member: MemberId;
        /** The name of the institution, as MX shows it. */
        readonly name: string | null;
        readonly connectionStatus: string | null;
        /** The id that the caller chose for that member. */
        readonly id: string | null;
      }[];
    };

type Conflict = Extract<CreationView, { readonly state: 'conflict' }>;

export const candidateOf = ({
  member,
  name,
  reading,
  id,
}: ListedMember): Conflict['candidates'][number] => ({
  member,
  name,
  connectionStatus: reading.connectionStatus,
  id,
});
