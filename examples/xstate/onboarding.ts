/** The app's own machine. It invokes the machine of the member. `persistAll` saves both. */
import { type MemberEvent, type MemberInput, memberMachine } from '@mx-member/machine';
import { assign, forwardTo, setup } from 'xstate';

export const onboarding = setup({
  types: {
    context: {} as { input: MemberInput | null; reason: string | null },
    events: {} as { type: 'bank.chosen'; input: MemberInput } | { type: 'skip' } | MemberEvent,
    // With this, `snapshot.children.member` has the type of the member.
    children: {} as { member: 'member' },
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
          actions: assign({ input: ({ event }) => event.input, reason: null }),
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
      on: {
        'challenge.answer': { actions: forwardTo('member') },
        'status.changed': { actions: forwardTo('member') },
        skip: 'done',
      },
    },
    done: { type: 'final' },
  },
});
