import type { Erased } from '@mx-member/http/host';
import type { MemberId } from '@mx-member/machine/step';

/** A value, or a promise of it. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** A row that `encryptStore` has read. */
interface Opened {
  /** Why the text cannot be read, as the end of a sentence. Only `encryptStore` sets it, and then the text is empty. */
  readonly unreadable?: string;
}

/** The stored record of a member. */
export interface RecordRow extends Opened {
  readonly type: 'record';
  readonly member: MemberId;
  /** The record. A store must not interpret the text: it may be damaged, encrypted, or in another format. */
  readonly text: string;
  /** When the lifecycle ended, in ms since 1970. `null` while it runs. */
  readonly endedAt: number | null;
}

/**
 * An outcome that `onEnded` has not acknowledged. It is separate from the record, so that a new start does not remove
 * it.
 */
export interface OutcomeRow extends Opened {
  readonly type: 'outcome';
  readonly member: MemberId;
  /** The revision of the outcome. */
  readonly revision: number;
  /** The outcome. A store must not interpret the text. */
  readonly text: string;
}

/** A record that was set aside because another one took its place. The host never reads it, but people may. */
export interface AsideRow extends Opened {
  readonly type: 'aside';
  readonly member: MemberId;
  /** When the record was set aside, in ms since 1970. */
  readonly setAsideAt: number;
  /** The record as it was stored. */
  readonly text: string;
}

/** One change of the stored rows. */
export type Change =
  /** Replaces the member's record. */
  | RecordRow
  /** Replaces an outcome with the same member and `revision`. */
  | OutcomeRow
  /** Removes an outcome, because `onEnded` has resolved. */
  | { readonly type: 'acknowledged'; readonly member: MemberId; readonly revision: number }
  /**
   * Turns the member's record into an {@link AsideRow}, at this time in ms since 1970. Does nothing without a record.
   */
  | { readonly type: 'setAside'; readonly member: MemberId; readonly at: number }
  /**
   * Removes records that ended before this time, in ms since 1970, and records that were set aside before it. Outcomes
   * stay.
   */
  | { readonly type: 'forgotten'; readonly endedBefore: number };

/** Rows, read one after the other. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/**
 * Stores the members of a host. One store belongs to one host, which makes only one call of `commit` or `forget` at a
 * time. `@mx-member/host/testing` has checks for your own store.
 */
export interface HostStore {
  /**
   * How old the committed record of a running member may become, in ms, while nothing visible has changed. After a
   * crash, the polls since then are repeated.
   *
   * @default 30000
   */
  readonly maxLag?: number;
  /**
   * Aborts with an error as its reason when another process has taken over the members, and this store can no longer
   * change anything. The host then closes. @default never
   */
  readonly lost?: AbortSignal;
  /**
   * Whether it is certain that no other process has taken over the members. The host asks before each start and each
   * answer, because a process can be suspended between the commit and the request. Leave it out if a process cannot
   * lose the store.
   */
  isOwner?(): boolean;
  /**
   * Loads everything that is unfinished: records of running members, and outcomes. Called once, before the first
   * commit. Return damaged rows like any other: the host reports them and continues.
   */
  load(): Rows<RecordRow | OutcomeRow>;
  /** The stored record of a member, or `null`. The signal aborts when the caller stops waiting. The store can then skip the read. */
  find(
    member: MemberId,
    options?: { readonly signal?: AbortSignal },
  ): MaybePromise<RecordRow | null>;
  /**
   * A member with this guid and a record, whoever its user is, or `null`. Only `explain` asks for it.
   * @default `explain` needs the user
   */
  named?(memberGuid: string): MaybePromise<MemberId | null>;
  /** All rows of a user's members, in any order. */
  ofUser(userGuid: string): Rows<RecordRow | OutcomeRow | AsideRow>;
  /**
   * Stores all changes in their order, or none.
   *
   * @param changes At most 500.
   * @param options.durable Whether the changes must survive a power failure before it returns. Otherwise they must only
   *   survive the end of the process.
   */
  commit(changes: readonly Change[], options: { readonly durable: boolean }): MaybePromise<void>;
  /** Erases all rows of a user's members permanently. The erasure must survive a crash and a power failure. */
  forget(userGuid: string): MaybePromise<Required<Erased>>;
  close(): MaybePromise<void>;
}
