/** A page that connects a member with one question, and is inspected in another window. */
import { inspectMember } from '@mx-member/adapters/inspector';
import { createMemberActors, memberMachine } from '@mx-member/machine';
import { createBrowserInspector } from '@statelyai/inspect';
import { createActor } from 'xstate';
import { Bank } from '../bank.ts';

const { inspect } = inspectMember(createBrowserInspector, { hideGuids: true });
const machine = memberMachine.provide({ actors: createMemberActors(new Bank({ step: 10 })) });
const actor = createActor(machine, {
  inspect,
  input: {
    member: { userGuid: 'USR-SECRET-1', memberGuid: 'MBR-SECRET-2' },
    job: 'aggregate',
    pacing: { first: 0, spread: 0, busy: 0, needsUser: 1_000 },
    unsafePacing: true,
  },
});
actor.on('challenged', ({ challenges, prompt }) => {
  const answers = challenges.map(({ guid }) => ({ guid, value: 'SECRET-3' }));
  setTimeout(() => actor.send({ type: 'challenge.answer', answers, prompt }));
});
actor.start();
