/** The app's own machine. It invokes the machine of the member, and both survive a restart. */
import { type MemberInput, memberMachine, persist, restore } from '@mx-member/machine';
import { type Actor, assign, type Snapshot, setup } from 'xstate';

export const onboarding = setup({
  types: {
    context: {} as { input: MemberInput | null; reason: string | null },
    events: {} as { type: 'bank.chosen'; input: MemberInput } | { type: 'skip' },
  },
  // `machine.provide` adds the actors that call MX.
  actors: { member: memberMachine },
}).createMachine({
  initial: 'choosing',
  context: { input: null, reason: null },
  states: {
    choosing: {
      on: {
        'bank.chosen': {
          target: 'connecting',
          actions: assign({ input: ({ event }) => event.input }),
        },
        skip: 'done',
      },
    },
    connecting: {
      invoke: {
        id: 'member',
        src: 'member',
        input: ({ context }) => context.input as MemberInput,
        onDone: [
          { guard: ({ event }) => event.output.outcome === 'connected', target: 'done' },
          {
            target: 'choosing',
            actions: assign({
              reason: ({ event }) =>
                event.output.outcome === 'failed' ? event.output.reason : null,
            }),
          },
        ],
      },
      on: { skip: 'done' },
    },
    done: { type: 'final' },
  },
});

type Onboarding = Actor<typeof onboarding>;

/** The snapshot of a parent, with the snapshots of its children. */
interface Persisted {
  readonly children: Readonly<Record<string, object>>;
}

/** Returns what to save: the snapshot of the parent, and the record of the member. */
export function persistAll(actor: Onboarding) {
  const snapshot = actor.getPersistedSnapshot() as Persisted & Snapshot<unknown>;
  const { member } = actor.getSnapshot().children;
  return { snapshot, record: member ? persist(member.getSnapshot()) : null };
}

/** Returns the snapshot to restore. The member polls MX first, because its timers and calls are lost. */
export function restoreAll({ snapshot, record }: ReturnType<typeof persistAll>): Snapshot<unknown> {
  if (record === null) return snapshot;
  const member = { ...snapshot.children.member, snapshot: restore(record) };
  return Object.assign({}, snapshot, { children: { ...snapshot.children, member } });
}
