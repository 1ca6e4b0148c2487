import type { CallEffect, MemberId, MemberRecord } from '@mx-member/machine/step';

/** Where a member waits for its turn. `LANES` explains them. */
export type Lane = 'sending' | 'acting' | 'waiting' | 'idle';

/** A running member. There can be a million of them, so every field counts: no closures, timers or actors. */
export interface RunningMember {
  record: MemberRecord;
  /** The committed record while a later record with another view is being committed. Otherwise `null`. */
  shown: MemberRecord | null;
  /** When its record was last committed, by the loop's clock. {@link NEVER} before the first commit. */
  keptAt: number;
  /** Whether `record` is newer than the committed record. */
  isDirty: boolean;
  /** When its turn comes, by the loop's clock. {@link NEVER} if nothing is planned. */
  dueAt: number;
  /** What the clock of a lifecycle adds to the host's elapsed time, in ms: `timeOf` of the engine. */
  readonly origin: number;
  /** The lane in which it waits for its turn, or had its last turn. */
  lane: Lane;
  /** When a caller last asked for it, by the loop's clock. {@link NEVER} if nobody has asked since a restart. */
  lookedAt: number;
  /** The call to make when its turn comes. `null` if it waits for a time to pass. */
  call: CallEffect | null;
  /** Aborts the running call. */
  flight: AbortController | null;
}

/** A small integer, so that the engine stores it in the object itself. */
export const NEVER = -1;

export const createRunningMember = (
  record: MemberRecord,
  keptAt: number,
  origin: number,
): RunningMember => ({
  record,
  shown: null,
  keptAt,
  isDirty: keptAt === NEVER,
  dueAt: NEVER,
  origin,
  lane: 'idle',
  lookedAt: NEVER,
  call: null,
  flight: null,
});

/** The key of a member in a map. An id can contain any character, so joining the two ids would be ambiguous. */
export const memberKey = ({ userGuid, memberGuid }: MemberId): string =>
  JSON.stringify([userGuid, memberGuid]);
