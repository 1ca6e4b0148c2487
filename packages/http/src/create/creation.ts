import type { CreationRequest, MemberHost } from '@mx-member/machine/hosting';
import {
  BASELINE,
  type Baseline,
  type Job,
  type MemberView,
  pick,
  type Reading,
} from '@mx-member/machine/step';
import type { LoginKeeper } from '../logins/keeper.ts';
import { type ValueOf, WISH } from '../schemas.ts';

/** What a host stores about a member that is being created: a wish, and what has been done of it. */

/** Identifies a creation: a user at MX, and an id that the caller chooses. */
export interface CreationId {
  readonly userGuid: string;
  /** The `id` of the member at MX. */
  readonly id: string;
}

/** What was asked for under one id. Credentials are never part of it. */
export type Wish = ValueOf<typeof WISH>;

/** The wish of a request. The same wish has the same JSON. */
export const wishOf = ({ oauth, job = 'aggregate', ...asked }: Omit<CreationRequest, 'id'>): Wish =>
  pick(WISH, { ...asked, job, isOauth: oauth !== undefined }) as Wish;

/** The progress of a creation. Each step is stored before the request that it names is sent. */
export type CreationStep =
  /** The request that creates the member may have been sent. */
  | { readonly step: 'creating' }
  /** The user already has this login. The request that replaces the credentials of that member may have been sent. */
  | {
      readonly step: 'repairing';
      readonly memberGuid: string;
      /** The member's state before the request. */
      readonly before: Baseline;
      /** The revision of the member's last outcome at the host, or `null`. */
      readonly after: number | null;
    }
  /** The user already has a member that gets no credentials: a job of it runs, or its person logs in at the bank. The host may follow it. */
  | {
      readonly step: 'joining';
      readonly memberGuid: string;
      /** The job that the host starts. `null` to follow only what runs. */
      readonly job: Job | null;
      /** The revision of the member's last outcome at the host, or `null`. */
      readonly after: number | null;
    }
  /** MX did not receive the request. The user has to enter the credentials again. */
  | { readonly step: 'needsCredentials' }
  /** The host follows the member, or has followed it. */
  | { readonly step: 'following'; readonly memberGuid: string };

/** A member that is being created, as a host stores it. */
export type Creation = CreationId &
  CreationStep & {
    readonly wish: Wish;
    /** When the user asked for it, in ms since 1970. */
    readonly at: number;
  };

/** Whether nothing is left to do. */
export const isSettled = ({ step }: Creation): boolean =>
  step === 'following' || step === 'needsCredentials';

/** The same creation with its next step. */
export const stepOn = ({ userGuid, id, wish, at }: Creation, step: CreationStep): Creation => ({
  userGuid,
  id,
  wish,
  at,
  ...step,
});

/** What is stored of a reading. */
export const baselineOf = (reading: Reading): Baseline => pick(BASELINE, reading) as Baseline;

/**
 * Stores the creations of a host, together with the rows of its members: they are in backups, and `forget` erases them.
 */
export interface CreationKeeper {
  /** Runs the tasks of one user one after the other. */
  run<Result>(userGuid: string, work: () => Promise<Result>): Promise<Result>;
  /** @returns `null` for an unknown creation, or one that is older than the host's `retention`. */
  find(of: CreationId): Promise<Creation | null>;
  /**
   * Stores a creation in place of an earlier one with the same user and id. It then survives a power failure.
   *
   * @throws {HostError} `unreachable` when it could not be stored.
   */
  keep(creation: Creation): Promise<void>;
  /** Removes a creation that had no effect at MX. */
  remove(of: CreationId): Promise<void>;
  /**
   * Schedules a recovery, because MX could not say whether the request arrived. The host asks again, with longer and
   * longer waits, until MX answers.
   */
  lookLater(of: CreationId): void;
}

/** A host that stores creations, from `createHost` or `createRestateHost`. */
export interface CreatingHost extends MemberHost<MemberView> {
  readonly creations: CreationKeeper;
  /** Keeps the logins of users, beside the rows of its members. @default the server that counts them keeps them in its process */
  readonly logins?: LoginKeeper;
}

/** An id of a creation. All of its characters can stand in a URL without encoding. */
export const CREATION_ID = /^[\w-]{1,200}$/;

/** The message for any other id. */
export const WRONG_CREATION_ID = 'The id must be 1 to 200 letters, numbers, - or _.';
