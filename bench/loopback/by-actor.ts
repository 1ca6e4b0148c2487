import { createMx } from '@mx-member/adapters/mx';
import { createMemberActors, memberMachine } from '@mx-member/machine';
import { createActor } from 'xstate';
import { connectByActor } from '../support/by-actor.ts';
import { serveLifecycles } from '../support/lifecycles.ts';
import { ADDRESS, createMembers, KEYS, PACING, VERSION } from './members.ts';

const members = await createMembers();
const mx = createMx({ ...KEYS, environment: ADDRESS, version: VERSION });
const machine = memberMachine.provide({ actors: createMemberActors(mx) });

serveLifecycles(async (lane) => {
  const [member] = members.slice(lane);
  if (!member) throw new Error('There are more lanes than members.');
  const actor = createActor(machine, {
    input: { member, job: 'aggregate', pacing: PACING, unsafePacing: true },
  });
  await connectByActor(actor);
});
