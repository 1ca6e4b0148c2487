import { createMx } from '@mx-member/adapters/mx';
import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { startRestate, Workers } from 'mx-member-restate-cluster';
import { createMember } from '../../support/new-member.ts';
import { serveBank } from '../bank.ts';
import { PACING, PASSWORD, user } from './user.ts';

/** Members in a cluster whose workers and server are killed again and again, and what arrived at the bank. */

export interface Plan {
  readonly members: number;
  /** Kills of a worker while it sends answers, and kills of the server. */
  readonly workerKills: number;
  readonly serverKills: number;
  readonly isHttp11: boolean;
  readonly hasFence: boolean;
  /** Once this many answers have arrived more often than they were given, no more members begin. */
  readonly stopsAt?: number;
  readonly random: () => number;
}

export interface Result {
  readonly workerKills: number;
  readonly serverKills: number;
  readonly given: number;
  readonly arrived: number;
  /** Answers that arrived more often than they were given. */
  readonly twice: number;
  readonly startedTwice: number;
  readonly connected: number;
  /** How long members took, in ms, sorted. */
  readonly times: readonly number[];
  /** How long the server was away after each kill, in ms. It first replays its log. */
  readonly restarts: readonly number[];
}

/** The number of members at a time. */
const AT_ONCE = 60;

/** The part of the kills that come before the answers arrive. The others come after that and before the reply. */
const BEFORE = 0.25;

export async function run(plan: Plan): Promise<Result> {
  const { random, members, isHttp11, hasFence, stopsAt = Number.POSITIVE_INFINITY } = plan;
  const kills = { worker: 0, server: 0 };
  let workers: Workers | undefined;
  const mayKill = (member: string, isBefore: boolean) => {
    if (kills.worker >= plan.workerKills || random() > 0.5) return;
    if (random() < BEFORE !== isBefore) return;
    if (workers?.kill(member) != null) kills.worker += 1;
  };
  const bank = await serveBank(random, { onSubmit: (member) => mayKill(member, false) });
  const server = await startRestate();
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  const { publicKey, privateKey } = await createSealKeys();
  let [given, startedTwice, connected, done] = [0, 0, 0, 0];
  let isOver = false;
  const times: number[] = [];
  const restarts: number[] = [];
  try {
    const settings = {
      ...keys,
      url: bank.url,
      ingress: server.ingress,
      privateKey,
      pacing: PACING,
      isHttp11,
      hasFence,
    };
    workers = await Workers.start(2, settings, (member) => mayKill(member, true));
    await server.register(workers.url, { http11: isHttp11 });
    const host = createRestateHost({
      ingress: server.ingress,
      seal: await createSeal(publicKey),
      patience: 60_000,
    });
    // Only this version can create a member without a job.
    const mx = createMx({ ...keys, environment: new URL(bank.url), version: 'v20111101' });
    const numberOf = () => {
      given += 1;
      return given;
    };
    const lifecycle = async () => {
      const member = await createMember(mx, PASSWORD);
      const from = performance.now();
      const { outcome } = await user(host, member, numberOf);
      times.push(performance.now() - from);
      if (outcome?.outcome === 'connected') connected += 1;
      const { starts } = bank.simulator.bank.member(member.memberGuid).received;
      if (starts.filter(({ result }) => result === 'started').length !== 1) startedTwice += 1;
    };
    let left = members;
    const lane = async () => {
      const twice = () => [...bank.arrivals.values()].filter((count) => count > 1).length;
      while (left > 0 && twice() < stopsAt) {
        left -= 1;
        await lifecycle();
        done += 1;
      }
    };
    const killServer = async () => {
      // The kills are spread evenly over the members, and happen while answers are on their way.
      for (let times = 1; times <= plan.serverKills; times++) {
        const from = (members * times) / (plan.serverKills + 2);
        const isTime = () => done >= from && [...bank.open].some(({ type }) => type === 'submit');
        while (!isTime() && !isOver) await new Promise((resolve) => setTimeout(resolve, 5));
        if (isOver) return;
        kills.server += 1;
        const at = performance.now();
        await server.crash();
        restarts.push(performance.now() - at);
      }
    };
    const all = Promise.all(Array.from({ length: AT_ONCE }, lane)).finally(() => {
      isOver = true;
    });
    await Promise.all([all, killServer()]);
    await host.close();
  } finally {
    await workers?.stop();
    await server.stop();
    await bank.close();
  }
  const counts = [...bank.arrivals.values()];
  return {
    workerKills: kills.worker,
    serverKills: kills.server,
    given,
    arrived: counts.reduce((sum, count) => sum + count, 0),
    twice: counts.filter((count) => count > 1).length,
    startedTwice,
    connected,
    times: times.toSorted((a, b) => a - b),
    restarts,
  };
}
