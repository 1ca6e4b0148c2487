import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type RestateServer, startRestate, Workers } from 'mx-member-restate-cluster';
import { directDoor } from '../world/hosts/door.ts';
import type { Plan } from '../world/plan.ts';
import { Crowd } from './crowd.ts';
import { Killer } from './killer.ts';
import type { Found, Outcome, Part } from './outcome.ts';
import { answering, inRealTime } from './plans.ts';
import { type OnCommand, serveMx } from './served-mx.ts';

/** Plans over a Restate cluster, whose workers and server are killed. */

interface Scene {
  readonly server: RestateServer;
  readonly workers: Workers;
  readonly crowd: Crowd;
}

interface SceneOptions {
  readonly plan: () => Plan;
  /** @default false */
  readonly isHttp11?: boolean;
  /** @default true */
  readonly hasFence?: boolean;
}

/** What happens, for whoever kills. */
interface Events extends OnCommand {
  /** A worker is about to send the answers of a member. */
  sends?(member: string): void;
}

/** A slower pace, because each poll is a call of Restate. In ms. */
const PACING = {
  ...{ first: 300, spread: 300, busy: 1_000, busyMost: 1_000 },
  ...{ needsUser: 1_000, needsUserMost: 1_000, failedMost: 2_000 },
};

/** Plays a scene with two workers, and removes it. @returns What was found. */
async function play(
  { plan, isHttp11 = false, hasFence = true }: SceneOptions,
  eventsOf: (scene: Scene) => Events,
  act: (scene: Scene) => Promise<void>,
): Promise<Found> {
  let events: Events = {};
  const mx = await serveMx({
    arrives: (command) => events.arrives?.(command) ?? false,
    isTaken: (command) => events.isTaken?.(command),
  });
  const server = await startRestate();
  const { publicKey, privateKey } = await createSealKeys();
  const workers = await Workers.start(
    2,
    {
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      url: mx.url,
      ingress: server.ingress,
      privateKey,
      pacing: PACING,
      isHttp11,
      hasFence,
    },
    (member) => events.sends?.(member),
  );
  await server.register(workers.url, { http11: isHttp11 });
  const { ingress } = server;
  const host = createRestateHost({ ingress, seal: await createSeal(publicKey), patience: 60_000 });
  const crowd = new Crowd(
    mx,
    {
      open: async ({ otherMx, userGuid }) => ({
        door: directDoor(otherMx, host, userGuid),
        hint: (member) => host.hint(member),
        close: async () => {},
        bury: () => {},
      }),
      remove: () => host.close(),
    },
    () => ({ ...plan(), host: 'restate', options: { pacing: PACING } }),
  );
  const scene = { server, workers, crowd };
  events = eventsOf(scene);
  try {
    await act(scene);
    return crowd.found();
  } finally {
    await host.close();
    await workers.stop();
    await server.stop();
    await mx.close();
  }
}

const MEMBERS = 60;
const WORKER_KILLS = 12;
const SERVER_KILLS = 2;
/** Kills need members that send answers, so up to this many times as many are run. */
const MAX_MORE = 5;
/** How soon after a kill the next one may come, in ms. */
const NEXT_KILL = 300;
/** With a keep-alive of 5 s and 5 s, and two more rounds, in ms. With a keep-alive of 40 s and 20 s it takes 65 s. */
const MAX_FROZEN = 45_000;

async function run(isHttp11: boolean, random: () => number): Promise<Outcome> {
  let killer: Killer | undefined;
  let serverKills = 0;
  const found = await play(
    { isHttp11, plan: answering(random) },
    ({ workers, server, crowd }) => {
      const own = new Killer(WORKER_KILLS, 'answer', random, (command) => {
        if (workers.kill(command?.member ?? null) === null) return false;
        setTimeout(own.onReady, NEXT_KILL).unref();
        return true;
      });
      own.onReady();
      killer = own;
      return {
        arrives: own.arrives,
        isTaken(command) {
          own.isTaken(command);
          // The kills of the server are spread over the members.
          if (crowd.ended < (MEMBERS * (serverKills + 1)) / (SERVER_KILLS + 1)) return;
          if (serverKills === SERVER_KILLS || command.what !== 'answer') return;
          serverKills += 1;
          void server.crash();
        },
      };
    },
    ({ crowd }) =>
      crowd.run(
        MEMBERS,
        (begun) =>
          begun < MEMBERS ||
          ((killer?.left !== 0 || serverKills < SERVER_KILLS) && begun < MAX_MORE * MEMBERS),
      ),
  );
  const { made = 0, whileSending = 0 } = killer ?? {};
  const left = WORKER_KILLS + SERVER_KILLS - made - serverKills;
  return {
    kills: made + serverKills,
    whileSending: whileSending + serverKills,
    ...found,
    failures: [...found.failures, ...(left > 0 ? [`${left} kills are missing.`] : [])],
  };
}

const ASKED = () => inRealTime({ asks: 'options,token' });

/**
 * The mistake that the test must notice: a worker without the fence is killed when its answers have arrived. Restate
 * repeats its call on the other worker.
 */
async function noticesMissingFence(): Promise<boolean> {
  let isKilled = false;
  const { twice } = await play(
    { plan: ASKED, hasFence: false },
    ({ workers }) => ({
      isTaken({ what, member }) {
        if (what === 'answer' && !isKilled) isKilled = workers.kill(member) !== null;
      },
    }),
    ({ crowd }) => crowd.run(1, (begun) => begun === 0),
  );
  return twice > 0;
}

/**
 * A worker freezes while it sends answers, and its connections stay open: Restate notices only that it is silent.
 * @returns What was wrong, also if the member took too long after that.
 */
async function freeze(): Promise<readonly string[]> {
  let frozenAt = Number.NaN;
  const { failures } = await play(
    { plan: ASKED },
    ({ workers }) => ({
      sends(member) {
        if (!Number.isNaN(frozenAt)) return;
        frozenAt = performance.now();
        workers.freeze(member);
      },
    }),
    ({ crowd }) => crowd.run(1, (begun) => begun === 0),
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
