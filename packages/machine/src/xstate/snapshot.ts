import type { Snapshot, SnapshotFrom } from 'xstate';
import { outputOf } from '../chart/actions.ts';
import { statusRequest } from '../chart/requests.ts';
import { checkRecord, isOver } from '../data/check.ts';
import type { MemberRecord, RecordState } from '../data/types.ts';
import { onRecovery } from '../memory/memory.ts';
import { resumableRecord } from '../memory/resumable.ts';
import { type MemberView, viewOf } from '../memory/view.ts';
import type { memberMachine } from './machine.ts';

/** An actor's snapshot as a record and as a view, and back. */

type MemberSnapshot = SnapshotFrom<typeof memberMachine>;

/** The place in a snapshot, as `challenged.waiting`. */
export const stateOf = ({ value }: Pick<MemberSnapshot, 'value'>): RecordState =>
  (typeof value === 'string' ? value : (Object.entries(value)[0] ?? []).join('.')) as RecordState;

/**
 * What to keep of a lifecycle, to go on from it later or elsewhere with {@link restore}.
 * @throws {Error} when the actor could not start, as with a bad input.
 */
export function persist(snapshot: MemberSnapshot): MemberRecord {
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start, so there is nothing to keep.');
  return resumableRecord(stateOf(snapshot), snapshot.context);
}

/**
 * Turns a record back into a snapshot: `createActor(machine, { snapshot: restore(record) })`. The actor's first act is
 * to poll MX; nothing that was sent before is sent again blindly.
 * @throws {TypeError} that says what is wrong with the record.
 */
export function restore(record: MemberRecord): Snapshot<unknown> {
  const isDone = isOver(checkRecord(record));
  const { state, context: kept } = resumableRecord(record.state, record.context);
  // Its first call is another one than that which `step` may have asked for.
  const context = isDone ? kept : onRecovery(kept);
  const [phase, place] = state.split('.') as [string, string];
  const readStatus = {
    src: 'readStatus',
    syncSnapshot: false,
    snapshot: { status: 'active', input: statusRequest({ context }) },
  };
  const snapshot = {
    status: isDone ? 'done' : 'active',
    value: isDone ? state : { [phase]: place },
    context,
    historyValue: {},
    // XState runs this call when the actor starts.
    children: isDone ? {} : { readStatus },
    output: isDone ? outputOf(context) : undefined,
    error: undefined,
  };
  return snapshot as Snapshot<unknown>;
}

/**
 * Turns the actor's snapshot into what a screen shows, so that no screen needs to know the states inside.
 * @throws {Error} when the actor could not start, as with a bad input: there is nothing to show but `snapshot.error`.
 * @throws {TypeError} for anything but a snapshot, such as the actor itself.
 */
export function memberView(snapshot: MemberSnapshot): MemberView {
  if (!Object(snapshot).context)
    throw new TypeError('mx-member: memberView takes a snapshot: actor.getSnapshot().');
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start; its `snapshot.error` says why.');
  return viewOf(snapshot.context);
}
