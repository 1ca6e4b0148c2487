import type { CallEffect, MemberId, MemberRecord } from '@mx-member/machine/step';

/** A member that runs. With a million of them each field counts, so there are no closures, timers or actors in it. */
export interface Live {
  record: MemberRecord;
  /** The kept record, while a later one that shows something else is being committed; else `null`. */
  shown: MemberRecord | null;
  /** When its record was last kept, by the schedule's clock; {@link NEVER} before the first time. */
  keptAt: number;
  /** `record` is later than what is kept. */
  isDirty: boolean;
  /** When it is its turn, by the schedule's clock; {@link NEVER} when nothing is planned. */
  dueAt: number;
  /** Its user waits, so it goes first. */
  isUrgent: boolean;
  /** The call to make when it is its turn; `null` when a wait has passed. */
  call: CallEffect | null;
  /** Aborts the call under way. */
  flight: AbortController | null;
}

/** A whole number, so that it is stored in the object itself. */
export const NEVER = -1;

export const createLive = (record: MemberRecord, keptAt: number): Live => ({
  record,
  shown: null,
  keptAt,
  isDirty: keptAt === NEVER,
  dueAt: NEVER,
  isUrgent: false,
  call: null,
  flight: null,
});

/** Names a member in a map. Ids may be of any characters, so they are not just joined. */
export const keyOf = ({ userGuid, memberGuid }: MemberId): string =>
  JSON.stringify([userGuid, memberGuid]);
