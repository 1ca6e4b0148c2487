import type { MemberId } from '@mx-member/machine/step';

/** A value, or a promise of it. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** The record of a member, as it is kept. */
export interface RecordRow {
  readonly type: 'record';
  readonly member: MemberId;
  /** The record. A store keeps the text and never reads it: it may be damaged, encrypted, or of another version. */
  readonly text: string;
  /** When the lifecycle ended, in ms since 1970; `null` while it runs. */
  readonly endedAt: number | null;
}

/**
 * An outcome that `onEnded` has not acknowledged. It is kept apart from the record, so that a new start does not remove it.
 */
export interface OutcomeRow {
  readonly type: 'outcome';
  readonly member: MemberId;
  /** The revision of the end. */
  readonly revision: number;
  /** The outcome, which a store never reads. */
  readonly text: string;
}

/** A record that was set aside because another one took its place. The host never reads it; people may. */
export interface AsideRow {
  readonly type: 'aside';
  readonly member: MemberId;
  /** When the record was set aside, in ms since 1970. */
  readonly setAsideAt: number;
  /** The record as it was kept. */
  readonly text: string;
}

/** One change of what is kept. */
export type Change =
  /** Takes the place of the member's record. */
  | RecordRow
  /** Takes the place of an outcome with the same member and `revision`. */
  | OutcomeRow
  /** `onEnded` has resolved: the outcome is removed. */
  | { readonly type: 'acknowledged'; readonly member: MemberId; readonly revision: number }
  /** The member's record becomes an {@link AsideRow}, at this time in ms since 1970. Without a record, nothing happens. */
  | { readonly type: 'setAside'; readonly member: MemberId; readonly at: number }
  /**
   * Records that ended before this time, in ms since 1970, and records that were set aside before it, are removed. Outcomes
   * stay.
   */
  | { readonly type: 'forgotten'; readonly endedBefore: number };

/** What {@link HostStore.forget} has erased. */
export interface Erased {
  /** The members of the erased rows, each once. */
  readonly members: readonly MemberId[];
  /** How many records were erased. */
  readonly records: number;
  /** How many outcomes were erased that `onEnded` had not acknowledged. */
  readonly outcomes: number;
  /** How many records were erased that had been set aside. */
  readonly aside: number;
}

/** Rows, one after the other. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/**
 * Where a host keeps its members. One store belongs to one host, which makes one call of `commit` or `forget` at a time.
 * `@mx-member/host/testing` has checks for a store of your own.
 */
export interface HostStore {
  /**
   * How old the kept record of a running member may become, in ms, while nothing that is shown has changed. After a crash
   * the polls since then are made again.
   * @default 30000
   */
  readonly maxLag?: number;
  /**
   * Aborts, with an error as its reason, when another process has taken over the members and this store keeps nothing any more.
   * The host then closes. @default never
   */
  readonly lost?: AbortSignal;
  /**
   * Whether another process cannot have taken over the members yet. The host asks before each start and each answer, because a
   * process can be stopped between the commit and the request. Without it, a process that has the store has it for good.
   */
  isOwner?(): boolean;
  /**
   * Everything that is not finished: records of running members, and outcomes. Called once, before anything is committed.
   * A row whose text is damaged is returned like any other: the host reports it and goes on.
   */
  load(): Rows<RecordRow | OutcomeRow>;
  /** The kept record of a member, `null` for none. */
  find(member: MemberId): MaybePromise<RecordRow | null>;
  /** All rows of a user's members, in any order. */
  ofUser(userGuid: string): Rows<RecordRow | OutcomeRow | AsideRow>;
  /**
   * Keeps all changes, in their order, or none.
   * @param changes At most 500.
   * @param options.durable The changes must survive a power failure before it returns; otherwise only the end of the process.
   */
  commit(changes: readonly Change[], options: { readonly durable: boolean }): MaybePromise<void>;
  /** Erases all rows of a user's members, so that they survive neither a crash nor a power failure. */
  forget(userGuid: string): MaybePromise<Erased>;
  close(): MaybePromise<void>;
}
