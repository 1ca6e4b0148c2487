/** A page that connects a member with one question, and is inspected in another window. */
import { inspectMember } from '@mx-member/adapters/inspector';
import {
  createMemberActors,
  type MemberPort,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import { createBrowserInspector } from '@statelyai/inspect';
import { createActor } from 'xstate';

const reading = (connectionStatus: string, more: Partial<Reading> = {}): Reading => ({
  connectionStatus,
  isBeingAggregated: true,
  challenges: [],
  ...more,
});
const question = { guid: 'CRD-1', type: 'TOKEN', label: 'The code?', options: [] } as const;
let isAnswered = false;
const port: MemberPort = {
  startJob: async () => reading('CREATED'),
  readStatus: async () =>
    isAnswered
      ? reading('CONNECTED', { isBeingAggregated: false })
      : reading('CHALLENGED', { challenges: [question] }),
  submitAnswers: async () => {
    isAnswered = true;
    return reading('RESUMED');
  },
};

const { inspect } = inspectMember(createBrowserInspector, { hideGuids: true });
const machine = memberMachine.provide({ actors: createMemberActors(port) });
const actor = createActor(machine, {
  inspect,
  input: {
    member: { userGuid: 'USR-SECRET-1', memberGuid: 'MBR-SECRET-2' },
    job: 'aggregate',
    pacing: { first: 0, spread: 0, busy: 0, needsUser: 1_000 },
    unsafePacing: true,
  },
});
actor.on('challenged', () =>
  setTimeout(() =>
    actor.send({
      type: 'challenge.answer',
      answers: [{ guid: 'CRD-1', value: 'SECRET-3' }],
      prompt: 1,
    }),
  ),
);
actor.start();
