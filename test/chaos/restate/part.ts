import type { Outcome, Part } from '../outcome.ts';
import { type Cluster, type ClusterEvents, playInCluster } from './cluster.ts';

/** Members in a cluster whose workers are killed while they send answers, and whose server is killed. */

const MEMBERS = 60;
const WORKER_KILLS = 12;
const SERVER_KILLS = 2;
/** Kills need members that send answers, so up to this many times as many are run. */
const MAX_MORE = 5;
/** The part of the kills that come before the answers arrive. The others come after that and before the reply. */
const BEFORE = 0.25;
/** With a keep-alive of 5 s and 5 s, and two more rounds, in ms. With a keep-alive of 40 s and 20 s it takes 65 s. */
const MAX_FROZEN = 45_000;

class Killer implements ClusterEvents {
  readonly left = { worker: WORKER_KILLS, server: SERVER_KILLS };
  readonly #cluster: Cluster;
  readonly #random: () => number;

  constructor(cluster: Cluster, random: () => number) {
    this.#cluster = cluster;
    this.#random = random;
  }

  readonly onSending = (member: string): void => {
    this.#mayKillWorker(member, true);
  };

  readonly onSubmit = (member: string): void => {
    const { server, crowd } = this.#cluster;
    // The kills of the server are spread over the members.
    const ended = MEMBERS - (MEMBERS * this.left.server) / (SERVER_KILLS + 1);
    if (this.left.server > 0 && crowd.ended >= ended) {
      this.left.server -= 1;
      crowd.move();
      void server.crash();
    } else this.#mayKillWorker(member, false);
  };

  #mayKillWorker(member: string, isBefore: boolean): void {
    if (this.left.worker === 0 || this.#random() > 0.5) return;
    if (this.#random() < BEFORE !== isBefore) return;
    const { workers, crowd } = this.#cluster;
    if (workers.kill(member) === null) return;
    this.left.worker -= 1;
    crowd.move();
  }
}

async function run(isHttp11: boolean, random: () => number): Promise<Outcome> {
  let killer: Killer | undefined;
  const { crowd } = await playInCluster(
    { random, isHttp11 },
    (cluster) => {
      killer = new Killer(cluster, random);
      return killer;
    },
    async ({ crowd }) => {
      let begun = 0;
      await crowd.run(MEMBERS, () => {
        const { worker = 0, server = 0 } = killer?.left ?? {};
        begun += 1;
        return begun <= MEMBERS || (worker + server > 0 && begun <= MAX_MORE * MEMBERS);
      });
    },
  );
  const { worker = 0, server = 0 } = killer?.left ?? {};
  const left = worker + server;
  return {
    kills: WORKER_KILLS + SERVER_KILLS - left,
    whileSending: WORKER_KILLS + SERVER_KILLS - left,
    ...crowd.found(),
    failures: left > 0 ? [`${left} kills are missing.`] : [],
  };
}

/**
 * The mistake that the test must notice: a worker without the fence is killed when its answers have arrived. Restate
 * repeats its call on the other worker.
 */
async function noticesMissingFence(random: () => number): Promise<boolean> {
  let isKilled = false;
  const { crowd } = await playInCluster(
    { random, hasFence: false },
    ({ workers }) => ({
      onSubmit(member) {
        if (!isKilled) isKilled = workers.kill(member) !== null;
      },
    }),
    ({ crowd }) => {
      let left = 1;
      return crowd.run(1, () => left-- > 0);
    },
  );
  return crowd.found().twice > 0;
}

/**
 * A worker freezes while it sends answers, and its connections stay open: Restate notices only that it is silent.
 * @returns How long the member took after that, in ms.
 */
async function freeze(random: () => number): Promise<number> {
  let frozenAt = Number.NaN;
  let took = 0;
  await playInCluster(
    { random },
    ({ workers }) => ({
      onSending(member) {
        if (!Number.isNaN(frozenAt)) return;
        frozenAt = performance.now();
        workers.freeze(member);
      },
    }),
    async ({ crowd }) => {
      let left = 1;
      await crowd.run(1, () => left-- > 0);
      took = performance.now() - frozenAt;
    },
  );
  return took;
}

export const overHttp11: Part = (random) => run(true, random);

/** Only HTTP/2 has pings, by which Restate notices a worker that is silent. */
export const overHttp2: Part = async (random) => {
  const outcome = await run(false, random);
  const isNoticed = await noticesMissingFence(random);
  const frozen = await freeze(random);
  return {
    ...outcome,
    failures: [
      ...outcome.failures,
      ...(isNoticed ? [] : ['Without the fence no answer arrived twice.']),
      ...(frozen < MAX_FROZEN ? [] : [`A silent worker delayed its member by ${frozen} ms.`]),
    ],
  };
};
