import { createMx } from '@mx-member/adapters/mx';
import { createMemberActors, memberMachine } from '@mx-member/machine';
import { createActor, toPromise } from 'xstate';
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
  actor.on('challenged', ({ challenges, prompt }) => {
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  });
  const end = toPromise(actor);
  actor.start();
  const { outcome } = await end;
  if (outcome !== 'connected') throw new Error(`A lifecycle ended ${outcome}.`);
});
