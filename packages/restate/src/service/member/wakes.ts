import { isOver, type MemberView, recordView, rests } from '@mx-member/machine/step';
import type { ErasedInRestate } from '../../erased.ts';
import { memberOfKey } from '../../key.ts';
import { lifecycleOf, whyUnreadable } from './kept.ts';
import { addListener, notifyListeners } from './listeners.ts';
import type { RestateMember } from './restate-member.ts';
import type { Listener, RestateLifecycle, Wake } from './state.ts';

/** Messages of a member's object to itself. */

/** After how long a message meets a state again that could not be read, in ms. */
const UNREADABLE_RETRY = 60 * 60 * 1000;

const isUnreadable = ({ context }: RestateMember, raw: unknown): boolean =>
  raw !== null && whyUnreadable(raw, memberOfKey(context.key)) !== null;

/** A wait has passed, a call is to be made, or the watchdog of a call arrives. */
export async function onWake(member: RestateMember, event: Wake): Promise<void> {
  const { lifecycle, turn, call, deferrals = 0, isWatchdog } = event;
  const raw = await member.findRaw();
  // Of an earlier lifecycle.
  if (lifecycleOf(raw) !== lifecycle) return;
  if (isUnreadable(member, raw)) {
    // A worker of another version may be able to read the state, and goes on from here.
    member.wake(event, UNREADABLE_RETRY);
    return;
  }
  const kept = raw as RestateLifecycle;
  // It is late: something else has happened.
  if (kept.record.context.turn !== turn) return;
  const { record } = kept;
  if (isWatchdog) {
    if (!rests(record)) await member.run(kept, member.steps.recover(record));
  } else if (call) {
    const { event: result } = await member.call(kept, call);
    await member.run(kept, member.steps.step(record, result));
  } else
    await member.run(kept, member.steps.step(record, { type: 'elapsed', turn }), {
      resting: record,
      deferrals,
    });
}

/** The poll of a hint. */
export async function onPoll(member: RestateMember): Promise<void> {
  if (isUnreadable(member, await member.findRaw())) return;
  const kept = await member.load();
  const { record } = kept;
  const resting = rests(record) ? record : null;
  const next = member.steps.step(record, { type: 'status.changed' });
  await member.run(kept, next, { resting, deferrals: 0 });
}

/** A caller waits for another view. @returns The view if it need not wait. */
export async function onListen(
  member: RestateMember,
  listener: Listener,
): Promise<MemberView | null> {
  const { record } = await member.load();
  return addListener(member.context, recordView(record), listener);
}

/** The user is being forgotten. Callers that wait get a last view, of a member that was cancelled. */
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

/** The retention of an ended lifecycle has passed. */
export async function onForget(member: RestateMember, lifecycle: number): Promise<void> {
  const raw = await member.findRaw();
  const { record } = Object(raw) as Partial<RestateLifecycle>;
  // The record may be of another version, but these two states have the same names in all of them.
  if (lifecycleOf(raw) === lifecycle && record && isOver(record)) member.forget(lifecycle);
}
