import type { MemberId, MemberView } from '@mx-member/machine/step';
import type { ListedMember } from './members.ts';

/** What a caller is shown of a creation. */

/** A member that may be the one that the user means. */
export interface Candidate {
  readonly member: MemberId;
  /** The institution's name, as MX shows it. */
  readonly name: string | null;
  readonly connectionStatus: string | null;
  /** The caller's own id of that member. */
  readonly id: string | null;
}

/** What came of a creation. */
export type CreationView =
  /** The host follows the member. Show `view`, and go on with the host's `next`, `answer` and the rest. */
  | {
      readonly state: 'following';
      readonly member: MemberId;
      readonly view: MemberView;
      /** Where the user logs in, for one visit. Only in the reply to `createAndStart`, and only with OAuth. */
      readonly oauthWindowUri?: string;
    }
  /** It is not known yet whether MX has got the request. Read it again in a few seconds. */
  | { readonly state: 'creating' }
  /** MX has not got the request. Ask the user for the credentials, and repeat `createAndStart` with the same `id`. */
  | { readonly state: 'needsCredentials' }
  /** The user has this login already, and it is not clear which member it is. Nothing was sent. */
  | { readonly state: 'conflict'; readonly candidates: readonly Candidate[] };

export const candidateOf = ({ member, name, reading, id }: ListedMember): Candidate => ({
  member,
  name,
  connectionStatus: reading.connectionStatus,
  id,
});
