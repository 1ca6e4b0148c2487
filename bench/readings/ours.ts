import { createMx } from '@mx-member/adapters/mx';
import { createMemberActors, type MemberInput, memberMachine } from '@mx-member/machine';
import { createActor } from 'xstate';
import { ADDRESS, MEMBER, type World } from './world.ts';

/** The pacing of a host with webhooks. It polls only in case a webhook is lost. */
const SLOW: MemberInput['pacing'] = {
  first: 30_000,
  busy: 30_000,
  busyMost: 60_000,
  needsUser: 300_000,
  needsUserMost: 300_000,
};

/** Runs the machine with its MX client, as a host does. */
function connect(world: World, isRunning: boolean, pacing: MemberInput['pacing'] = {}) {
  const mx = createMx({
    clientId: 'client',
    apiKey: 'key',
    environment: ADDRESS,
    fetch: world.fetch,
  });
  const machine = memberMachine.provide({ actors: createMemberActors(mx) });
  const input: MemberInput = { member: MEMBER, job: isRunning ? null : 'aggregate', pacing };
  const actor = createActor(machine, { input });
  actor.on('challenged', ({ challenges, prompt }) => {
    const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    world.sawQuestion(() => actor.send({ type: 'challenge.answer', answers, prompt }));
  });
  actor.on('ended', ({ output }) => world.sawEnd(output.outcome === 'connected'));
  actor.start();
  return actor;
}

export function polling(world: World, isRunning: boolean): void {
  connect(world, isRunning);
}

export function withWebhooks(world: World, isRunning: boolean): void {
  const actor = connect(world, isRunning, SLOW);
  world.onNews = () => {
    if (!world.isOver) actor.send({ type: 'status.changed' });
  };
}
