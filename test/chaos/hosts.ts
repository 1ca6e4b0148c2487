import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Plan } from '../world/plan.ts';
import { Crowd } from './crowd.ts';
import { Killer } from './killer.ts';
import type { WorkerSettings } from './messages.ts';
import type { Found, Outcome, Part } from './outcome.ts';
import { answering, creating, inRealTime, PACING } from './plans.ts';
import { startPostgres } from './postgres.ts';
import { Processes } from './processes.ts';
import { type OnCommand, serveMx } from './served-mx.ts';

/** Plans over hosts in processes of their own, which are killed again and again. */

/** The jobs that the hosts serve. */
const JOBS_SERVED = ['aggregate', 'fetch_rewards'] as const;

interface Scene {
  readonly processes: Processes;
  readonly crowd: Crowd;
}

interface SceneOptions extends Partial<Pick<WorkerSettings, 'store' | 'commits'>> {
  readonly plan: () => Plan;
  /** How many processes. @default 1 */
  readonly count?: number;
}

/** Plays a scene with a SQLite file or `store`, and removes it. @returns What was found. */
async function play(
  { plan, count, store, commits = true }: SceneOptions,
  eventsOf: (scene: Scene) => OnCommand & { readonly onReady?: () => void },
  act: (scene: Scene) => Promise<void>,
): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-chaos-'));
  const file = join(folder, 'members.db');
  let events: ReturnType<typeof eventsOf> = {};
  const mx = await serveMx({
    arrives: (command) => events.arrives?.(command) ?? false,
    isTaken: (command) => events.isTaken?.(command),
  });
  const settings = { url: mx.url, options: { pacing: PACING }, jobs: JOBS_SERVED };
  const processes = new Processes(
    { ...settings, commits, store: store ?? { file } },
    { ...(count && { count }), onReady: () => events.onReady?.() },
  );
  const crowd = new Crowd(mx, processes, plan);
  events = eventsOf({ processes, crowd });
  try {
    await act({ processes, crowd });
  } finally {
    await processes.remove();
    await mx.close();
    crowd.write(processes.printed);
    for (const name of await readdir(folder))
      crowd.write([await readFile(join(folder, name), 'latin1')]);
    await rm(folder, { recursive: true });
  }
  const found = crowd.found();
  return { ...found, failures: [...found.failures, ...processes.failures] };
}

interface Kills {
  readonly lifecycles: number;
  /** The number of lifecycles at a time. */
  readonly atOnce: number;
  readonly kills: number;
  /** What is most often on its way when a process is killed. */
  readonly awaits: 'answer' | 'create';
  readonly plans: (random: () => number) => () => Plan;
  /** @default a SQLite file */
  readonly store?: WorkerSettings['store'];
}

/** On a fast machine the lifecycles end before the last kill, so up to this many times as many are run. */
const MAX_MORE = 5;
/** The part of the kills that must happen while something is on its way. */
const MIN_WHILE_SENDING = 0.6;

async function killed(
  { lifecycles, atOnce, kills, awaits, plans, store }: Kills,
  random: () => number,
): Promise<Outcome> {
  let killer: Killer | undefined;
  const found = await play(
    { plan: plans(random), ...(store && { store }) },
    ({ processes }) => {
      killer = new Killer(kills, awaits, random, () => processes.kill());
      return killer;
    },
    ({ crowd }) =>
      crowd.run(
        atOnce,
        (begun) => begun < lifecycles || (killer?.left !== 0 && begun < MAX_MORE * lifecycles),
      ),
  );
  const { made = 0, whileSending = 0 } = killer ?? {};
  return {
    kills: made,
    whileSending,
    ...found,
    failures: [
      ...found.failures,
      ...(made < kills ? [`Only ${made} of ${kills} kills.`] : []),
      ...(whileSending < MIN_WHILE_SENDING * kills
        ? [`Only ${whileSending} kills while something was on its way.`]
        : []),
    ],
  };
}

/**
 * The mistake that must be noticed: a process that sends answers before it commits them is killed when they have arrived. The bank
 * stands still, and a replica shows the question, until they arrive again.
 */
async function noticesMissingCommit(): Promise<boolean> {
  let isKilled = false;
  const again = Promise.withResolvers<void>();
  const { twice } = await play(
    { commits: false, plan: () => inRealTime({ asks: 'token' }) },
    ({ processes }) => ({
      isTaken({ what, world: { mx } }) {
        if (what !== 'answer') return;
        if (isKilled) again.resolve();
        mx.stop();
        mx.simulator.faults.add({ fault: { kind: 'stale' } });
        isKilled ||= processes.kill();
      },
    }),
    ({ crowd }) => Promise.race([crowd.run(1, (begun) => begun === 0), again.promise]),
  );
  return twice > 0;
}

export const sqlite: Part = async (random) => {
  const kills = {
    lifecycles: 120,
    atOnce: 60,
    kills: 40,
    awaits: 'answer',
    plans: answering,
  } as const;
  const outcome = await killed(kills, random);
  const isNoticed = await noticesMissingCommit();
  const unnoticed = 'Without the commit no answer arrived twice: the test would not notice.';
  return { ...outcome, failures: [...outcome.failures, ...(isNoticed ? [] : [unnoticed])] };
};

/** Few at a time, because each creation takes little time, and few would be left after some kills. */
export const creations: Part = (random) =>
  killed(
    { ...{ lifecycles: 60, atOnce: 15, kills: 16, awaits: 'create' }, plans: creating },
    random,
  );

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

export const postgres = onPostgres((url, random) =>
  killed(
    {
      ...{ lifecycles: 80, atOnce: 60, kills: 16, awaits: 'answer', plans: answering },
      store: { postgres: url, schema: 'chaos', lease: 5_000 },
    },
    random,
  ),
);

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
    { store, count: 2, plan: answering(random) },
    () => ({
      arrives({ sender }) {
        if (senders.at(-1) !== sender) senders.push(sender);
        return false;
      },
    }),
    async ({ processes, crowd }) => {
      let isOver = false;
      const disturbances = async () => {
        for (let time = 0; time < TIMES; time++) await disturb(processes, random);
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
