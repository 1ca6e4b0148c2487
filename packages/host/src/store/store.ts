import type { MemberId, MemberRecord, MemberView } from '@mx-member/machine/step';

/** A value, or a promise of it. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** The record of a member. */
export interface KeptRecord {
  readonly type: 'record';
  readonly record: MemberRecord;
  /** When it ended, in ms since 1970; `null` while it runs. */
  readonly endedAt: number | null;
}

/** An outcome that `onEnded` has not acknowledged. It is kept apart from the record, so that a new start does not remove it. */
export interface KeptOutcome {
  readonly type: 'outcome';
  readonly member: MemberId;
  readonly view: MemberView;
}

/** One change of what is kept. */
export type Change =
  /** Takes the place of the member's record. */
  | KeptRecord
  /** Takes the place of an outcome with the same member and `view.revision`. */
  | KeptOutcome
  /** `onEnded` has resolved: the outcome is removed. */
  | { readonly type: 'acknowledged'; readonly member: MemberId; readonly revision: number }
  /** Records that ended before this time, in ms since 1970, are removed. Outcomes stay. */
  | { readonly type: 'forgotten'; readonly endedBefore: number };

/** Where a host keeps its members. One store belongs to one host. */
export interface HostStore {
  /**
   * How old the kept record of a running member may become, in ms, while nothing that is shown has changed. After a crash
   * the polls since then are made again.
   * @default 30000
   */
  readonly maxLag?: number;
  /** Everything that is not finished: records of running members, and outcomes. Called once, before anything is committed. */
  load(): Iterable<KeptRecord | KeptOutcome> | AsyncIterable<KeptRecord | KeptOutcome>;
  /** The kept record of a member, `null` for none. */
  find(member: MemberId): MaybePromise<MemberRecord | null>;
  /**
   * Keeps all changes, in their order, or none. One commit runs at a time, with at most 500 changes.
   * @param options.durable The changes must survive a power failure before it returns; otherwise only the end of the process.
   */
  commit(changes: readonly Change[], options: { readonly durable: boolean }): MaybePromise<void>;
  close(): MaybePromise<void>;
}
