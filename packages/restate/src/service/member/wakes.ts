import { isOver, type MemberView, recordView, recover, rests, step } from '@mx-member/machine/step';
import { addListener } from './listeners.ts';
import type { RestateMember } from './restate-member.ts';
import type { Listener, Wake } from './state.ts';

/** Messages of a member's object to itself. */

/** A wait has passed, a call is to be made, or the watchdog of a call arrives. */
export async function onWake(member: RestateMember, event: Wake): Promise<void> {
  const { lifecycle, turn, call, deferrals = 0, isWatchdog } = event;
  const kept = await member.find();
  // Of an earlier lifecycle, or late: something else has happened.
  if (kept?.lifecycle !== lifecycle || kept.record.context.turn !== turn) return;
  const { record } = kept;
  if (isWatchdog) {
    if (!rests(record)) await member.run(kept, recover(record));
  } else if (call) {
    const { event: result } = await member.call(kept, call);
    await member.run(kept, step(record, result));
  } else
    await member.run(kept, step(record, { type: 'elapsed', turn }), { resting: record, deferrals });
}

/** The poll of a hint. */
export async function onPoll(member: RestateMember): Promise<void> {
  const kept = await member.load();
  const { record } = kept;
  const resting = rests(record) ? record : null;
  await member.run(kept, step(record, { type: 'status.changed' }), { resting, deferrals: 0 });
}

/** A caller waits for another view. @returns The view if it need not wait. */
export async function onListen(
  member: RestateMember,
  listener: Listener,
): Promise<MemberView | null> {
  const { record } = await member.load();
  return addListener(member.context, recordView(record), listener);
}

/** The retention of an ended lifecycle has passed. */
export async function onForget(member: RestateMember, lifecycle: number): Promise<void> {
  const kept = await member.find();
  if (kept?.lifecycle === lifecycle && isOver(kept.record)) member.forget(lifecycle);
}
