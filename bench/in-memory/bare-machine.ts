import { createActor, toPromise } from 'xstate';
import { serveLifecycles } from '../support/lifecycles.ts';
import { bareMachine } from './bare.ts';
import { clock, createPort, MEMBER } from './world.ts';

serveLifecycles(async () => {
  const actor = createActor(bareMachine, { input: { member: MEMBER, port: createPort() }, clock });
  actor.on('challenged', ({ challenges }) => {
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    actor.send({ type: 'challenge.answer', answers });
  });
  const end = toPromise(actor);
  actor.start();
  const status = await end;
  if (status !== 'CONNECTED') throw new Error(`A lifecycle ended ${status}.`);
});
