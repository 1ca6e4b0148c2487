import { type Effect, isCall, type MemberRecord } from '@mx-member/machine/step';

/** What to commit, and when. Pure. */

/** `soon`: now, grouped with what else there is. `later`: when the kept record has become old. */
export type Keeping = 'durably' | 'soon' | 'later';

/** A call that changes something at MX: after a crash the record must say that it may have been made. */
const isCommand = (effect: Effect): boolean => isCall(effect) && effect.type !== 'readStatus';

/** The call that may be made only when the record is kept. */
export const commandOf = (effects: readonly Effect[]) =>
  effects.filter(isCall).find((effect) => isCommand(effect)) ?? null;

/** Whether a record that follows says something that a poll after a crash would not show again. */
export function isWorthKeeping(
  { context: a }: MemberRecord,
  { context: b }: MemberRecord,
): boolean {
  return (
    a.revision !== b.revision ||
    a.pendingStart !== b.pendingStart ||
    a.lastSubmit !== b.lastSubmit ||
    a.finding?.rule !== b.finding?.rule ||
    a.seenRunning !== b.seenRunning ||
    a.flagSeen !== b.flagSeen ||
    a.baseline !== b.baseline ||
    a.answeredGuids !== b.answeredGuids
  );
}

/** Users wait for their own acts and for outcomes, so these survive a power failure. Polls are made again. */
export function keepingOf(
  before: MemberRecord,
  after: MemberRecord,
  effects: readonly Effect[],
  isByUser: boolean,
): Keeping {
  const isEnd = effects.some(({ type }) => type === 'ended');
  if (isByUser || isEnd || commandOf(effects) !== null) return 'durably';
  return isWorthKeeping(before, after) ? 'soon' : 'later';
}
