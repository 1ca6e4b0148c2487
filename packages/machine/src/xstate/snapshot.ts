import type { AnyActor, Snapshot, SnapshotFrom } from 'xstate';
import { outputOf } from '../chart/actions.ts';
import { CHART } from '../chart/chart.ts';
import { statusRequest } from '../chart/requests.ts';
import { checkRecord, isOver } from '../data/check.ts';
import type { MemberRecord, RecordState } from '../data/types.ts';
import { onRecovery } from '../memory/memory.ts';
import { resumableRecord } from '../memory/resumable.ts';
import { type MemberView, viewOf } from '../memory/worded-view.ts';
import type { memberMachine } from './machine.ts';

/** Converts an actor's snapshot to a record and to a view, and back. */

type MemberSnapshot = SnapshotFrom<typeof memberMachine>;

/** The state of a snapshot, for example `challenged.waiting`. */
export const stateOf = ({ value }: Pick<MemberSnapshot, 'value'>): RecordState =>
  (typeof value === 'string' ? value : (Object.entries(value)[0] ?? []).join('.')) as RecordState;

/**
 * Returns the record of a lifecycle, to continue it later or elsewhere with {@link restore}.
 *
 * @throws {Error} when the actor could not start, for example because of an invalid input.
 */
export function persist(snapshot: MemberSnapshot): MemberRecord {
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start, so it has no record.');
  return resumableRecord(stateOf(snapshot), snapshot.context);
}

/**
 * Converts a record to a snapshot: `createActor(machine, { snapshot: restore(record) })`. The actor first polls MX.
 * Nothing that may have been sent is sent again blindly.
 *
 * @throws {TypeError} that says what is wrong with the record.
 */
export function restore(record: MemberRecord): Snapshot<unknown> {
  const isDone = isOver(checkRecord(record));
  const { state, context: kept } = resumableRecord(record.state, record.context);
  // Its first call is not the one that `step` may have requested.
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

const isMemberSnapshot = (snapshot: unknown): snapshot is MemberSnapshot =>
  Object(Object(snapshot).machine).id === CHART.id && Object(snapshot).status !== 'error';

/**
 * Returns what to save of an actor whose machine invokes or spawns members: its snapshot, and the record of each member. Members of
 * its other children are not included. It is plain JSON if your context is.
 *
 * An actor does not tell its subscribers when a child changes. So save on each `@xstate.snapshot` of the option `inspect`, which
 * sees all actors, and in `beforeSubmit` of `createMemberActors`.
 */
export function persistAll(actor: Pick<AnyActor, 'getSnapshot' | 'getPersistedSnapshot'>): {
  /** XState's own snapshot of the machine. It also has snapshots of the members, which `restoreAll` replaces. */
  readonly snapshot: Snapshot<unknown>;
  /** The record of each member, by the id of its actor. */
  readonly members: Readonly<Record<string, MemberRecord>>;
} {
  const children: Readonly<Record<string, Pick<AnyActor, 'getSnapshot'> | undefined>> =
    actor.getSnapshot().children ?? {};
  const members = Object.entries(children).flatMap(([id, child]) => {
    const snapshot: unknown = child?.getSnapshot();
    return isMemberSnapshot(snapshot) ? [[id, persist(snapshot)] as const] : [];
  });
  return { snapshot: actor.getPersistedSnapshot(), members: Object.fromEntries(members) };
}

/**
 * Converts what {@link persistAll} returned to a snapshot: `createActor(machine, { snapshot: restoreAll(saved) })`. Each member first
 * polls MX, because its timers and calls are lost.
 *
 * @throws {TypeError} that says what is wrong with a record.
 */
export function restoreAll({
  snapshot,
  members,
}: ReturnType<typeof persistAll>): Snapshot<unknown> {
  const { children } = snapshot as unknown as {
    readonly children: Readonly<Record<string, object>>;
  };
  const restored = Object.entries(members).map(([id, record]) => [
    id,
    { ...children[id], snapshot: restore(record) },
  ]);
  return Object.assign({}, snapshot, {
    children: { ...children, ...Object.fromEntries(restored) },
  });
}

/**
 * Returns the view of an actor's snapshot, so that a screen does not need to know the inner states.
 *
 * @throws {Error} when the actor could not start, for example because of an invalid input. `snapshot.error` has the
 * reason.
 * @throws {TypeError} for anything but a snapshot, such as the actor itself.
 */
export function memberView(snapshot: MemberSnapshot): MemberView {
  if (!Object(snapshot).context)
    throw new TypeError('mx-member: memberView takes a snapshot: actor.getSnapshot().');
  if (snapshot.status === 'error')
    throw new Error('mx-member: this actor could not start; its `snapshot.error` says why.');
  return viewOf(snapshot.context);
}
