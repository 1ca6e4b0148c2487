import type { StoreSettings } from './messages.ts';
import type { Outcome, Part } from './outcome.ts';
import { startPostgres } from './postgres/server.ts';
import { type Events, play, type Scene } from './scene.ts';

/** Lifecycles in a process that is killed again and again. */

interface Plan {
  readonly lifecycles: number;
  readonly kills: number;
  /** @default a SQLite file */
  readonly store?: StoreSettings;
  /** Whether the host creates the members. Then most kills come while a creation is on its way. @default false */
  readonly areNew?: boolean;
}

/** The number of lifecycles at a time, and of those that begin with a creation: with more, few would be left after some kills. */
const AT_ONCE = 100;
const CREATED_AT_ONCE = 15;
/** On a fast machine the lifecycles end before the last kill, so up to this many times as many are run. */
const MAX_MORE = 5;
/** One kill in so many comes at any moment, within so many ms of the life of a process. */
const ANY_MOMENT = 5;
const MAX_LIFE = 1_000;
/** The part of the kills that must happen while answers or creations are on their way. */
const MIN_WHILE_SENDING = 0.6;
/** People whose members the host creates. */
const NEW = { passwords: ['simulate:CONNECTED', 'simulate:token'], areNew: true };

/** Kills the process, most often while answers or creations are on their way. */
class Killer implements Events {
  made = 0;
  whileSending = 0;
  left: number;
  readonly #scene: Scene;
  readonly #random: () => number;
  /** Members whose answers were committed and have not arrived. */
  readonly #committed = new Set<string>();
  /** Whether the process is killed when answers or creations are on their way. */
  #isWaiting = false;
  readonly #awaits: 'submit' | 'start';

  constructor(scene: Scene, { kills, areNew }: Plan, random: () => number) {
    this.#scene = scene;
    this.#awaits = areNew ? 'start' : 'submit';
    this.left = kills;
    this.#random = random;
  }

  readonly onReady = (): void => {
    this.#isWaiting = this.left % ANY_MOMENT !== 0;
    if (!this.#isWaiting) setTimeout(() => this.#kill(), this.#random() * MAX_LIFE).unref();
  };

  readonly onCommitted = (member: string): void => {
    this.#committed.add(member);
    if (this.#isWaiting && this.#random() < 0.2) this.#kill();
  };

  readonly onSubmit = (member: string): void => {
    this.#committed.delete(member);
    if (this.#isWaiting && this.#random() < 0.5) this.#kill();
  };

  readonly onCommand = (): void => {
    if (this.#awaits === 'start' && this.#isWaiting && this.#random() < 0.5) this.#kill();
  };

  #kill(): void {
    this.#isWaiting = false;
    if (this.left === 0) return;
    const { bank, processes, crowd } = this.#scene;
    // The kill comes first. What the process was doing is still known a moment later.
    processes.killOwner();
    const isSending = [...bank.open].some(({ type }) => type === this.#awaits);
    if (isSending || this.#committed.size > 0) this.whileSending += 1;
    this.made += 1;
    this.left -= 1;
    this.#committed.clear();
    crowd.move();
  }
}

async function run(plan: Plan, random: () => number): Promise<Outcome> {
  const { lifecycles, kills, store, areNew = false } = plan;
  let killer: Killer | undefined;
  const { crowd, processes, leaks } = await play(
    { random, ...(store && { store }), ...(areNew && { people: NEW }) },
    (scene) => {
      killer = new Killer(scene, plan, random);
      return killer;
    },
    async ({ crowd }) => {
      let begun = 0;
      await crowd.run(areNew ? CREATED_AT_ONCE : AT_ONCE, () => {
        begun += 1;
        return begun <= lifecycles || (killer?.left !== 0 && begun <= MAX_MORE * lifecycles);
      });
    },
  );
  const { made = 0, whileSending = 0 } = killer ?? {};
  return {
    kills: made,
    whileSending,
    ...crowd.found(),
    failures: [
      ...(made < kills ? [`Only ${made} of ${kills} kills.`] : []),
      ...(whileSending < MIN_WHILE_SENDING * kills
        ? [`Only ${whileSending} kills while something was on its way.`]
        : []),
      ...leaks.map((name) => `${name} has what a person has typed.`),
      ...processes.failures(crowd.found()),
    ],
  };
}

/**
 * The mistake that the test must notice: a process that sends answers before it commits them is killed when they have
 * arrived. The bank stands still until answers arrive again.
 */
async function noticesMissingCommit(random: () => number): Promise<boolean> {
  let isKilled = false;
  const { crowd } = await play(
    { random, commits: false, standsStill: true, people: { passwords: ['simulate:token'] } },
    ({ processes }) => ({
      onSubmit() {
        if (!isKilled) processes.killOwner();
        isKilled = true;
      },
    }),
    async ({ crowd }) => {
      let left = 1;
      await crowd.run(1, () => left-- > 0);
    },
  );
  return crowd.found().twice > 0;
}

export const sqlite: Part = async (random) => {
  const outcome = await run({ lifecycles: 200, kills: 40 }, random);
  const isNoticed = await noticesMissingCommit(random);
  const unnoticed = 'Without the commit no answer arrived twice: the test would not notice.';
  return { ...outcome, failures: [...outcome.failures, ...(isNoticed ? [] : [unnoticed])] };
};

export const creations: Part = (random) => run({ lifecycles: 60, kills: 16, areNew: true }, random);

export const postgres: Part = async (random) => {
  const server = await startPostgres();
  if (!server) return null;
  try {
    const store = { postgres: server.url, schema: 'chaos', lease: 5_000 };
    return await run({ lifecycles: 80, kills: 16, store }, random);
  } finally {
    await server.stop();
  }
};
