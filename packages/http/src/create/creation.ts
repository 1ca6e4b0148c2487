import type { MemberHost } from '@mx-member/machine/hosting';
import type { Baseline } from '@mx-member/machine/step';

/** What is kept of a member that is being created, and where. No credential is part of it. */

/** Which creation it is: a user of MX's, and the caller's own id. */
export interface CreationId {
  readonly userGuid: string;
  /** The `id` that the member gets at MX. */
  readonly id: string;
}

/** How far a creation is. A step is kept before the request is sent that it names. */
export type CreationStep =
  /** The request that creates the member may have been sent. */
  | { readonly step: 'creating' }
  /** The user has this login already. The request that renews the credentials of that member may have been sent. */
  | {
      readonly step: 'repairing';
      readonly memberGuid: string;
      /** How the member was before the request. */
      readonly before: Baseline;
      /** The revision of the end that the host had of the member; `null` for none. */
      readonly after: number | null;
    }
  /** MX has not got the request: the user has to enter the credentials again. */
  | { readonly step: 'needsCredentials' }
  /** The host follows the member, or has followed it. */
  | { readonly step: 'following'; readonly memberGuid: string };

/** A member that is being created, as a host keeps it. */
export type Creation = CreationId &
  CreationStep & {
    readonly institutionCode: string;
    /** The user logs in at the bank's own page. */
    readonly isOauth: boolean;
    /** When the user asked for it, in ms since 1970. */
    readonly at: number;
  };

/** Where a host keeps creations. They go with the rows of its members: into backups, and out with `forget`. */
export interface CreationKeeper {
  /** Runs the work of one user, one after the other. */
  run<Result>(userGuid: string, work: () => Promise<Result>): Promise<Result>;
  /** @returns `null` for a creation that is not known, or was forgotten after the host's `retention`. */
  find(of: CreationId): Promise<Creation | null>;
  /** All creations of a user that are known. */
  ofUser(userGuid: string): Promise<readonly Creation[]>;
  /**
   * Keeps it in place of the one with the same user and id, so that it survives a power failure.
   * @throws {HostError} `unreachable` when it could not be kept.
   */
  keep(creation: Creation): Promise<void>;
  /** Nothing has come of it, so nothing of it is kept. */
  remove(of: CreationId): Promise<void>;
  /** MX could not say what came of it. The host asks again, later and later, until MX does. */
  lookLater(of: CreationId): void;
}

/** A host that keeps creations. `createHost` and `createRestateHost` make one. */
export interface CreatingHost extends MemberHost {
  readonly creations: CreationKeeper;
}

/** An id of a creation. None of its characters needs to be encoded in an address. */
export const CREATION_ID = /^[\w-]{1,200}$/;

/** What is said of any other id. */
export const WRONG_CREATION_ID = 'The id must be 1 to 200 letters, numbers, - or _.';
