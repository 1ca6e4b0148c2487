/**
 * The machine's promises about types, compiled against the oldest and the newest xstate that is allowed. If a type
 * is lost, the expected errors disappear, and TypeScript reports that.
 */
import {
  createMemberActors,
  type MemberId,
  type MemberOutput,
  type MemberPort,
  memberMachine,
  memberView,
  persist,
} from '@mx-member/machine';
import { createActor, fromPromise, setup } from 'xstate';

declare const port: MemberPort;
const member = { userGuid: 'USR-1', memberGuid: 'MBR-1' };

const machine = memberMachine.provide({ actors: createMemberActors(port) });
const actor = createActor(machine, { input: { member, job: 'aggregate' } });

actor.send({ type: 'status.changed' });
// @ts-expect-error An unknown event.
actor.send({ type: 'no.such.event' });
// @ts-expect-error An answer has a guid.
actor.send({ type: 'challenge.answer', answers: [{ value: 'x' }] });

actor.on('challenged', ({ challenges }) => challenges[0]?.label.length);
// @ts-expect-error An unknown emitted event.
actor.on('challenge', () => {});

const snapshot = actor.getSnapshot();
memberView(snapshot).needs satisfies 'answers' | 'authorization' | null;
persist(snapshot).context.member satisfies MemberId;
snapshot.context.member.memberGuid satisfies string;
snapshot.output satisfies MemberOutput | undefined;
// @ts-expect-error The context does not have this field.
snapshot.context.answers;
snapshot.hasTag('busy');
// @ts-expect-error An unknown tag.
snapshot.hasTag('idle');
snapshot.matches({ challenged: 'waiting' });
// @ts-expect-error An unknown state.
snapshot.matches('challenge');

// @ts-expect-error A member has two guids.
createActor(machine, { input: { member: { memberGuid: 'MBR-1' } } });
// @ts-expect-error A reading is not a number.
memberMachine.provide({ actors: { readStatus: fromPromise(async () => 1) } });
// @ts-expect-error An unknown actor.
memberMachine.provide({ actors: { readMember: fromPromise(async () => 1) } });

/** A host's machine that runs a member. */
setup({ actors: { member: machine } }).createMachine({
  invoke: {
    src: 'member',
    input: { member, job: 'aggregate' },
    onDone: { actions: ({ event }) => event.output.outcome satisfies 'connected' | 'failed' },
  },
});
setup({ actors: { member: machine } }).createMachine({
  // @ts-expect-error A member has two guids, even if a parent machine runs it.
  invoke: { src: 'member', input: { member: 1, job: 'aggregate' } },
});
