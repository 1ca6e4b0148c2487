import { randomUUID } from 'node:crypto';

import type { MemberId, MemberPort, MemberView } from '@mx-member/machine/step';
import {
  createOpen,
  createRestateHost,
  createSeal,
  createSealKeys,
  type RestateMemberHost,
  type Seal,
} from '@mx-member/restate';
import { createMemberService, type MemberServiceOptions } from '@mx-member/restate/service';
import type { EndpointOptions } from '@restatedev/restate-sdk';
import { inject, type TestContext } from 'vitest';
import { memberOf } from '../../support/bank.ts';
import { register, removeDeployment, untilDrained } from './admin.ts';
import { QUICK } from './quick.ts';
import { startWorker, type Transport, type Worker } from './worker.ts';

/** A worker, a caller and a member on the server that all tests share. */

export const MEMBER: MemberId = memberOf(1);
/** The key of {@link MEMBER} in a URL. */
export const KEY = encodeURIComponent('USR-1/MBR-1');

export interface ClusterOptions extends Partial<MemberServiceOptions> {
  readonly port: MemberPort;
  readonly transport?: Transport;
  /** Further services of the worker. */
  readonly services?: EndpointOptions['services'];
  /** The addresses of a separate server. */
  readonly server?: { readonly ingress: string; readonly admin: string };
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export interface Cluster {
  readonly host: RestateMemberHost;
  readonly name: string;
  readonly ingress: string;
  readonly admin: string;
  readonly seal: Seal;
  /** Starts a member that never had a job. */
  start(): Promise<MemberView>;
  /** Waits for a view. */
  until(isSo: (view: MemberView) => boolean): Promise<MemberView>;
  /** Gives the same answer to each question of a view. */
  answer(view: MemberView, value?: string): ReturnType<RestateMemberHost['answer']>;
  /** Calls a handler of the member like anybody who reaches the ingress. */
  call(handler: string, body?: string): Promise<Reply>;
  /** Kills the worker and its requests to MX. */
  kill(): Promise<void>;
  /** Starts another worker at the same address. */
  restart(): Promise<void>;
  /** Starts a worker of a new version at another address, and removes the old worker and its registration. */
  upgrade(port: MemberPort): Promise<void>;
}

/** Starts what a test needs, and stops it after the test. */
export async function startCluster(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  {
    port,
    transport = 'HTTP/2',
    services: others = [],
    server = inject('restate'),
    ...options
  }: ClusterOptions,
): Promise<Cluster> {
  const { ingress, admin } = server;
  const name = `member-${randomUUID()}`;
  const { publicKey, privateKey } = await createSealKeys();
  const [seal, open] = [await createSeal(publicKey), await createOpen([privateKey])];
  let worker: Worker | undefined;
  const dead = new Set<Worker>();

  async function serve(port: MemberPort, at?: number): Promise<Worker> {
    // A dead worker never gets the results of its calls.
    const alive = async <Value>(made: Promise<Value>): Promise<Value> => {
      const own = worker;
      const value = await made;
      return own && dead.has(own) ? new Promise<never>(() => {}) : value;
    };
    const mortal: MemberPort = {
      startJob: (...args) => alive(port.startJob(...args)),
      readStatus: (...args) => alive(port.readStatus(...args)),
      submitAnswers: (...args) => alive(port.submitAnswers(...args)),
    };
    const services = createMemberService({
      ingress,
      open,
      name,
      pacing: QUICK,
      unsafePacing: true,
      ...options,
      port: mortal,
    });
    return startWorker([...services, ...others], transport, at);
  }

  worker = await serve(port);
  const http11 = transport === 'HTTP/1.1';
  let deployment = await register(admin, worker.url, { http11 });
  // A new version, or a busy machine, needs time.
  const host = createRestateHost({ ingress, seal, name, patience: 60_000 });
  onTestFinished(async () => {
    await host.close();
    await worker?.kill();
    await removeDeployment(admin, deployment);
  });
  return {
    host,
    name,
    ingress,
    admin,
    seal,
    start: () => host.start({ member: MEMBER, job: 'aggregate' }),
    async until(isSo) {
      let view = await host.view(MEMBER);
      while (!isSo(view)) view = await host.next(MEMBER, { revision: view.revision, wait: 5_000 });
      return view;
    },
    answer: ({ challenges, prompt }, value = 'correct') =>
      host.answer(MEMBER, { answers: challenges.map(({ guid }) => ({ guid, value })), prompt }),
    async call(handler, body) {
      const response = await fetch(`${ingress}/${name}/${KEY}/${handler}`, {
        method: 'POST',
        ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
      });
      return { status: response.status, text: await response.text() };
    },
    async kill() {
      if (worker) dead.add(worker);
      await worker?.kill();
    },
    async restart() {
      worker = await serve(port, worker?.port);
    },
    async upgrade(newer) {
      const older = worker;
      const drained = deployment;
      worker = await serve(newer);
      deployment = await register(admin, worker.url, { http11 });
      await untilDrained(admin, drained);
      await removeDeployment(admin, drained);
      await older?.kill();
    },
  };
}

export const needsAnswers = ({ needs }: MemberView): boolean => needs === 'answers';
export const hasEnded = ({ outcome }: MemberView): boolean => outcome !== null;
