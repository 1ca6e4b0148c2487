import { HostError } from '@mx-member/machine/hosting';
import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type RestateServer, startRestate, Workers } from 'mx-member-restate-cluster';
import { type ServedBank, serveBank } from '../bank.ts';
import { type Call, Crowd } from '../crowd.ts';

/** A Restate cluster, the bank, and the people. */
export interface Cluster {
  readonly bank: ServedBank;
  readonly server: RestateServer;
  readonly workers: Workers;
  readonly crowd: Crowd;
}

export interface ClusterOptions {
  readonly random: () => number;
  /** @default false */
  readonly isHttp11?: boolean;
  /** @default true */
  readonly hasFence?: boolean;
}

/** What happens to the answers of a member, for whoever kills. */
export interface ClusterEvents {
  /** A worker is about to send them. */
  readonly onSending?: (member: string) => void;
  /** They have arrived at the bank. */
  readonly onSubmit?: (member: string) => void;
}

/** A fast pace, so that much happens in a short time. In ms. */
const PACING = {
  first: 300,
  spread: 300,
  busy: 1_000,
  busyMost: 1_000,
  needsUser: 1_000,
  needsUserMost: 1_000,
  failedMost: 2_000,
};
/** A bank that asks two questions, one after the other. */
const PEOPLE = { passwords: ['simulate:text,token'] };
/** In ms. */
const NEXT = 25_000;

/** Sets up a cluster with two workers, and removes it after the play. */
export async function playInCluster(
  { random, isHttp11 = false, hasFence = true }: ClusterOptions,
  eventsOf: (cluster: Cluster) => ClusterEvents,
  act: (cluster: Cluster) => Promise<void>,
): Promise<Cluster> {
  const events: { current?: ClusterEvents } = {};
  const bank = await serveBank(random, {
    onSubmit: (member) => events.current?.onSubmit?.(member),
  });
  const server = await startRestate();
  let workers: Workers | undefined;
  try {
    const { publicKey, privateKey } = await createSealKeys();
    workers = await Workers.start(
      2,
      {
        clientId: DEFAULT_CLIENT_ID,
        apiKey: DEFAULT_API_KEY,
        url: bank.url,
        ingress: server.ingress,
        privateKey,
        pacing: PACING,
        isHttp11,
        hasFence,
      },
      (member) => events.current?.onSending?.(member),
    );
    await server.register(workers.url, { http11: isHttp11 });
    const host = createRestateHost({
      ingress: server.ingress,
      seal: await createSeal(publicKey),
      patience: 60_000,
    });
    const call: Call = async (method, args) => {
      try {
        const called = Reflect.get(host, method) as (...given: typeof args) => Promise<unknown>;
        return (await called.apply(host, args)) as never;
      } catch (error) {
        if (error instanceof HostError && error.code === 'unreachable') return undefined;
        throw error;
      }
    };
    const crowd = new Crowd({ bank, call, random, people: PEOPLE, wait: NEXT });
    const cluster = { bank, server, workers, crowd };
    events.current = eventsOf(cluster);
    await act(cluster);
    await host.close();
    return cluster;
  } finally {
    await workers?.stop();
    await server.stop();
    await bank.close();
  }
}
