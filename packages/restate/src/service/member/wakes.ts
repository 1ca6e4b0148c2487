import { isInCall, isOver, type MemberView, recordView } from '@mx-member/machine/step';
import type { ErasedInRestate } from '../../erased.ts';
import { memberOfKey } from '../../key.ts';
import { lifecycleOf, whyUnreadable } from './kept.ts';
import { addListener, notifyListeners } from './listeners.ts';
import type { RestateMember } from './restate-member.ts';
import type { Listener, RestateLifecycle, Wake } from './state.ts';

/** Messages that a member's object sends to itself. */

/** When a message is retried that met an unreadable state, in ms. */
const UNREADABLE_RETRY = 60 * 60 * 1000;

const isUnreadable = ({ context }: RestateMember, raw: unknown): boolean =>
  raw !== null && whyUnreadable(raw, memberOfKey(context.key)) !== null;

/** Handles the end of a wait, a call to make, or a watchdog. */
export async function onWake(member: RestateMember, event: Wake): Promise<void> {
  const { lifecycle, turn, call, deferrals = 0, isWatchdog } = event;
  const raw = await member.findRaw();
  // The message belongs to an earlier lifecycle.
  if (lifecycleOf(raw) !== lifecycle) return;
  if (isUnreadable(member, raw)) {
    // A worker of another version may be able to read the state, and can continue from here.
    member.wake(event, UNREADABLE_RETRY);
    return;
  }
  const kept = raw as RestateLifecycle;
  // Too late: another event came first.
  if (kept.record.context.turn !== turn) return;
  const { record } = kept;
  if (isWatchdog) {
    if (isInCall(record)) await member.run(kept, member.steps.recover(record));
  } else if (call) {
    const { event: result } = await member.call(kept, call);
    await member.run(kept, member.steps.step(record, result));
  } else
    await member.run(kept, member.steps.step(record, { type: 'elapsed', turn }), {
      waiting: record,
      deferrals,
    });
}

/** Polls after a hint. */
export async function onPoll(member: RestateMember): Promise<void> {
  if (isUnreadable(member, await member.findRaw())) return;
  const kept = await member.load();
  const { record } = kept;
  const waiting = isInCall(record) ? null : record;
  const next = member.steps.step(record, { type: 'status.changed' });
  await member.run(kept, next, { waiting, deferrals: 0 });
}

/** Adds a caller that waits for another view. @returns The view, if the caller does not have to wait. */
export async function onListen(
  member: RestateMember,
  listener: Listener,
): Promise<MemberView | null> {
  const { record } = await member.load();
  return addListener(member.context, recordView(record), listener);
}

/** Erases the member because its user is forgotten. Waiting callers get a last view: a cancelled member. */
export async function onErase(
  member: RestateMember,
): Promise<Pick<ErasedInRestate, 'records' | 'aside'>> {
  const { context } = member;
  const raw = await member.findRaw();
  const isAside = (await context.get('aside')) !== null;
  if (raw !== null && !isUnreadable(member, raw)) {
    const { record } = raw as RestateLifecycle;
    await notifyListeners(
      context,
      recordView(member.steps.step(record, { type: 'cancel' }).record),
    );
  }
  member.forget(lifecycleOf(raw));
  return { records: raw === null ? 0 : 1, aside: isAside ? 1 : 0 };
}

/** Forgets an ended lifecycle after its retention. */
export async function onForget(member: RestateMember, lifecycle: number): Promise<void> {
  const raw = await member.findRaw();
  const { record } = Object(raw) as Partial<RestateLifecycle>;
  // The record may have another format, but the names of these two states are the same in all formats.
  if (lifecycleOf(raw) === lifecycle && record && isOver(record)) member.forget(lifecycle);
}
