import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from '../outcome.ts';
import { play, type Scene } from '../scene.ts';
import { startPostgres } from './server.ts';

/**
 * Two hosts on one PostgreSQL, whose owner is killed, or stopped and continued. Two owners must never send at the same
 * time.
 */

const TIMES = 12;
/** The number of lifecycles at a time. */
const AT_ONCE = 40;
/** In ms. */
const LEASE = 1_500;

/** Kills or stops the owner, and waits for the next owner. */
async function disturb({ processes, crowd }: Scene, random: () => number): Promise<void> {
  await processes.successorOf(undefined);
  await wait(500 + random() * 1_000);
  const { owner } = processes;
  crowd.move();
  if (!owner) return;
  const kind = random();
  if (kind < 0.4) {
    processes.killOwner();
    await processes.successorOf(owner);
    return;
  }
  owner.child.kill('SIGSTOP');
  if (kind < 0.55) await wait(random() * LEASE * 0.6);
  else {
    await processes.successorOf(owner);
    await wait(random() * 500);
  }
  owner.child.kill('SIGCONT');
}

export const owners: Part = async (random) => {
  const server = await startPostgres();
  if (!server) return null;
  /** The senders of starts and answers, in order of arrival. */
  const senders: string[] = [];
  const store = { postgres: server.url, schema: 'owners', lease: LEASE };
  try {
    const { crowd, processes } = await play(
      { random, store, count: 2 },
      () => ({
        onCommand(sender) {
          if (senders.at(-1) !== sender) senders.push(sender);
        },
      }),
      async (scene) => {
        let isOver = false;
        const disturbances = async () => {
          for (let time = 0; time < TIMES; time++) await disturb(scene, random);
          isOver = true;
        };
        void disturbances();
        await scene.crowd.run(AT_ONCE, () => !isOver);
      },
    );
    return {
      kills: TIMES,
      whileSending: 0,
      ...crowd.found(),
      failures: [
        ...(senders.length < TIMES / 4 ? ['Too few owners sent anything.'] : []),
        ...(new Set(senders).size < senders.length ? ['Two owners sent at the same time.'] : []),
        ...processes.failures(crowd.found()),
      ],
    };
  } finally {
    await server.stop();
  }
};
