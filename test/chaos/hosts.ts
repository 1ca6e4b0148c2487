import { setTimeout as wait } from 'node:timers/promises';
import type { WorkerSettings } from './messages.ts';
import type { Outcome, Part } from './outcome.ts';
import { answering, creating, inRealTime, PACING } from './plans.ts';
import { startPostgres } from './postgres.ts';
import { Processes } from './processes.ts';
import { killed, type OpenStage, play } from './scene.ts';

/** Plans over hosts in processes of their own, which are killed again and again. */

/** The jobs that the hosts serve. */
const JOBS_SERVED = ['aggregate', 'fetch_rewards'] as const;

const processes =
  (settings: Partial<WorkerSettings> = {}, count = 1): OpenStage<Processes> =>
  (url) =>
    new Processes(
      { url, options: { pacing: PACING }, jobs: JOBS_SERVED, commits: true, ...settings },
      count,
    );

/**
 * The mistake that must be noticed: a process that sends answers before it commits them is killed when they have arrived. The bank
 * stands still, and a replica shows the question, until they arrive again.
 */
async function noticesMissingCommit(): Promise<boolean> {
  let isKilled = false;
  const again = Promise.withResolvers<void>();
  const { twice } = await play(
    processes({ commits: false }),
    () => inRealTime({ asks: 'token' }),
    ({ mx, stage, crowd }) => {
      mx.on.isTaken = (command) => {
        if (command.what !== 'answer') return;
        if (isKilled) again.resolve();
        const { mx: bank } = command.world;
        bank.stop();
        bank.simulator.faults.add({ fault: { kind: 'stale' } });
        isKilled ||= stage.kill();
      };
      return Promise.race([crowd.run(1, (begun) => begun === 0), again.promise]);
    },
  );
  return twice > 0;
}

export const sqlite: Part = async (random) => {
  const kills = { lifecycles: 120, atOnce: 60, kills: 40, awaits: 'answer' } as const;
  const outcome = await killed(processes(), { plan: answering(random), ...kills }, random);
  const isNoticed = await noticesMissingCommit();
  const unnoticed = 'Without the commit no answer arrived twice: the test would not notice.';
  return { ...outcome, failures: [...outcome.failures, ...(isNoticed ? [] : [unnoticed])] };
};

/** Few at a time, because each creation takes little time, and few would be left after some kills. */
export const creations: Part = (random) => {
  const kills = { lifecycles: 60, atOnce: 15, kills: 16, awaits: 'create' } as const;
  return killed(processes(), { plan: creating(random), ...kills }, random);
};

/** Runs a part on a PostgreSQL server of its own. */
const onPostgres =
  (part: (url: string, random: () => number) => Promise<Outcome>): Part =>
  async (random) => {
    const server = await startPostgres();
    if (!server) return null;
    try {
      return await part(server.url, random);
    } finally {
      await server.stop();
    }
  };

export const postgres = onPostgres((url, random) => {
  const store = { postgres: url, schema: 'chaos', lease: 5_000 };
  const kills = { lifecycles: 80, atOnce: 60, kills: 16, awaits: 'answer' } as const;
  return killed(processes({ store }), { plan: answering(random), ...kills }, random);
});

const TIMES = 12;
/** In ms. */
const LEASE = 1_500;

/** Kills or stops the owner, and waits for the next owner. */
async function disturb(processes: Processes, random: () => number): Promise<void> {
  await processes.successorOf(undefined);
  await wait(500 + random() * 1_000);
  const { owner } = processes;
  if (!owner) return;
  const kind = random();
  if (kind < 0.4) {
    processes.kill();
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

/** Two hosts on one PostgreSQL, whose owner is killed, or stopped and continued. Two owners must never send at the same time. */
export const owners = onPostgres(async (url, random) => {
  /** The senders of commands, in order of arrival. */
  const senders: string[] = [];
  const store = { postgres: url, schema: 'owners', lease: LEASE };
  const found = await play(
    processes({ store }, 2),
    answering(random),
    async ({ mx, stage, crowd }) => {
      mx.on.arrives = ({ sender }) => {
        if (senders.at(-1) !== sender) senders.push(sender);
        return false;
      };
      let isOver = false;
      const disturbances = async () => {
        for (let time = 0; time < TIMES; time++) await disturb(stage, random);
        isOver = true;
      };
      await Promise.all([disturbances(), crowd.run(40, () => !isOver)]);
    },
  );
  return {
    kills: TIMES,
    whileSending: 0,
    ...found,
    failures: [
      ...found.failures,
      ...(senders.length < TIMES / 4 ? ['Too few owners sent anything.'] : []),
      ...(new Set(senders).size < senders.length ? ['Two owners sent at the same time.'] : []),
    ],
  };
});
