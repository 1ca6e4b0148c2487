import {
  createRestateHost,
  createSeal,
  createSealKeys,
  type RestateMemberHost,
} from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type RestateServer, startRestate, Workers } from 'mx-member-restate-cluster';
import { directDoor } from '../world/hosts/door.ts';
import type { Process, Start } from '../world/hosts/places.ts';
import type { Plan } from '../world/plan.ts';
import type { Part } from './outcome.ts';
import { answering, inRealTime } from './plans.ts';
import { killed, type OpenStage, play, type Stage } from './scene.ts';
import type { Command } from './served-mx.ts';

/** Plans over a Restate cluster, whose workers and server are killed. */

/** A slower pace, because each poll is a call of Restate. In ms. */
const PACING = {
  ...{ first: 300, spread: 300, busy: 1_000, busyMost: 1_000 },
  ...{ needsUser: 1_000, needsUserMost: 1_000, failedMost: 2_000 },
};

/** How soon after a kill the next one may come, in ms. */
const NEXT_KILL = 300;
/** Each how many-th kill is of the server. */
const OF_SERVER = 7;

/** A server with two workers. */
class Cluster implements Stage {
  readonly written = [];
  readonly failures = [];
  onReady = () => {};
  readonly #server: RestateServer;
  readonly #workers: Workers;
  readonly #host: RestateMemberHost;
  #kills = 0;

  constructor(server: RestateServer, workers: Workers, host: RestateMemberHost) {
    this.#server = server;
    this.#workers = workers;
    this.#host = host;
    this.#beReady();
  }

  #beReady(): void {
    setTimeout(() => this.onReady(), NEXT_KILL).unref();
  }

  async open({ otherMx, userGuid }: Start): Promise<Process> {
    return {
      door: directDoor(otherMx, this.#host, userGuid),
      hint: (member) => this.#host.hint(member),
      close: async () => {},
      bury: () => {},
    };
  }

  kill(command: Command | null): boolean {
    if ((this.#kills + 1) % OF_SERVER === 0) void this.#server.crash();
    else if (this.#workers.kill(command?.member ?? null) === null) return false;
    this.#kills += 1;
    this.#beReady();
    return true;
  }

  async remove(): Promise<void> {
    await this.#host.close();
    await this.#workers.stop();
    await this.#server.stop();
  }
}

interface ClusterOptions {
  /** @default false */
  readonly isHttp11?: boolean;
  /** @default true */
  readonly hasFence?: boolean;
  /** A worker is about to send the answers of a member. */
  readonly sends?: (member: string, workers: Workers) => void;
}

const cluster =
  ({ isHttp11 = false, hasFence = true, sends }: ClusterOptions = {}): OpenStage<Cluster> =>
  async (url) => {
    const server = await startRestate();
    const { ingress } = server;
    const { publicKey, privateKey } = await createSealKeys();
    const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY, privateKey };
    const workers: Workers = await Workers.start(
      2,
      { ...keys, url, ingress, pacing: PACING, isHttp11, hasFence },
      (member) => sends?.(member, workers),
    );
    await server.register(workers.url, { http11: isHttp11 });
    const seal = await createSeal(publicKey);
    const host = createRestateHost({ ingress, seal, patience: 60_000 });
    return new Cluster(server, workers, host);
  };

const atPace = (plan: () => Plan) => (): Plan => ({
  ...plan(),
  host: 'restate',
  options: { pacing: PACING },
});

/** With a keep-alive of 5 s and 5 s, and two more rounds, in ms. With a keep-alive of 40 s and 20 s it takes 65 s. */
const MAX_FROZEN = 45_000;

const run = (isHttp11: boolean, random: () => number) =>
  killed(
    cluster({ isHttp11 }),
    {
      ...{ lifecycles: 60, atOnce: 60, kills: 2 * OF_SERVER, awaits: 'answer' },
      plan: atPace(answering(random)),
    },
    random,
  );

const ASKED = atPace(() => inRealTime({ asks: 'options,token' }));

/**
 * The mistake that the test must notice: a worker without the fence is killed when its answers have arrived. Restate
 * repeats its call on the other worker.
 */
async function noticesMissingFence(): Promise<boolean> {
  let isKilled = false;
  const { twice } = await play(cluster({ hasFence: false }), ASKED, ({ mx, stage, crowd }) => {
    mx.on.isTaken = (command) => {
      if (command.what === 'answer' && !isKilled) isKilled = stage.kill(command);
    };
    return crowd.run(1, (begun) => begun === 0);
  });
  return twice > 0;
}

/**
 * A worker freezes while it sends answers, and its connections stay open: Restate notices only that it is silent.
 * @returns What was wrong, also if the member took too long after that.
 */
async function freeze(): Promise<readonly string[]> {
  let frozenAt = Number.NaN;
  const sends = (member: string, workers: Workers) => {
    if (!Number.isNaN(frozenAt)) return;
    frozenAt = performance.now();
    workers.freeze(member);
  };
  const { failures } = await play(cluster({ sends }), ASKED, ({ crowd }) =>
    crowd.run(1, (begun) => begun === 0),
  );
  const frozen = performance.now() - frozenAt;
  return frozen < MAX_FROZEN
    ? failures
    : [...failures, `A silent worker delayed its member by ${frozen} ms.`];
}

export const overHttp11: Part = (random) => run(true, random);

/** Only HTTP/2 has pings, by which Restate notices a worker that is silent. */
export const overHttp2: Part = async (random) => {
  const outcome = await run(false, random);
  const isNoticed = await noticesMissingFence();
  const frozen = await freeze();
  return {
    ...outcome,
    failures: [
      ...outcome.failures,
      ...(isNoticed ? [] : ['Without the fence no answer arrived twice.']),
      ...frozen,
    ],
  };
};
