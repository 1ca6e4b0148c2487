import type { CallEffect, MemberId, MemberRecord } from '@mx-member/machine/step';

/** Where a member waits for its turn. The lanes are explained where they are listed. */
export type Lane = 'acting' | 'waiting' | 'idle';

/** A member that runs. There can be a million of them, so each field counts: no closures, timers or actors. */
export interface RunningMember {
  record: MemberRecord;
  /** The kept record, while a later record that shows something else is being committed; else `null`. */
  shown: MemberRecord | null;
  /** When its record was last kept, by the loop's clock; {@link NEVER} before the first time. */
  keptAt: number;
  /** `record` is later than the kept record. */
  isDirty: boolean;
  /** When its turn comes, by the loop's clock; {@link NEVER} when nothing is planned. */
  dueAt: number;
  /** Where it waits for its turn, or had its last one. */
  lane: Lane;
  /** When somebody last asked for it, by the loop's clock; {@link NEVER} since a restart. */
  lookedAt: number;
  /** The call to make when its turn comes; `null` for a wait that has passed. */
  call: CallEffect | null;
  /** Aborts the call that is under way. */
  flight: AbortController | null;
}

/** A whole number, so that it is stored in the object itself. */
export const NEVER = -1;

export const createRunningMember = (record: MemberRecord, keptAt: number): RunningMember => ({
  record,
  shown: null,
  keptAt,
  isDirty: keptAt === NEVER,
  dueAt: NEVER,
  lane: 'idle',
  lookedAt: NEVER,
  call: null,
  flight: null,
});

/** Names a member in a map. An id may hold any characters, so the two are not just joined. */
export const memberKey = ({ userGuid, memberGuid }: MemberId): string =>
  JSON.stringify([userGuid, memberGuid]);
