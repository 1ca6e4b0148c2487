import { randomUUID } from 'node:crypto';
import type { CallOptions, MemberId, MemberPort, MemberView } from '@mx-member/machine/step';
import { createOpen, createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { inject } from 'vitest';
import type { End, Subject } from '../../host/contract/contract.ts';
import { register } from './admin.ts';
import { startWorker, type Transport, type Worker } from './worker.ts';

/** Members in a Restate server that all tests share, each under a name of its own, and in real time. */

/** How much longer than asked a test waits for what comes over a network, in ms. */
const GRACE = 250;

/** The outside as a worker sees it that can die: afterwards nothing arrives any more, in either direction. */
function mortal(port: MemberPort, onEnded: (end: End) => void) {
  let isDead = false;
  const never = new Promise<never>(() => {});
  const alive = <Value>(value: () => Value): Value | Promise<never> => (isDead ? never : value());
  const call =
    <Request, Reply>(made: (request: Request, options?: CallOptions) => Promise<Reply>) =>
    async (request: Request, options?: CallOptions): Promise<Reply> => {
      const reply = await alive(() => made(request, options));
      return alive(() => reply);
    };
  return {
    port: {
      startJob: call(port.startJob.bind(port)),
      readStatus: call(port.readStatus.bind(port)),
      submitAnswers: call(port.submitAnswers.bind(port)),
    } satisfies MemberPort,
    onEnded: async (member: MemberId, view: MemberView) => {
      await alive(() => onEnded({ member, view }));
    },
    die: () => {
      isDead = true;
    },
  };
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function onRestate(transport: Transport): Promise<Subject> {
  const { ingress, admin } = inject('restate');
  const name = `member-${randomUUID()}`;
  const { publicKey, privateKey } = await createSealKeys();
  const [seal, open] = [await createSeal(publicKey), await createOpen([privateKey])];
  let worker: Worker | undefined;
  let die = () => {};

  async function serve(port: MemberPort, onEnded: (end: End) => void) {
    const { die: stop, ...outside } = mortal(port, onEnded);
    die = stop;
    const services = createMemberService({ ...outside, ingress, open, name });
    const isFirst = worker === undefined;
    worker = await startWorker(services, transport, worker?.port);
    if (isFirst) await register(admin, worker.url, { http11: transport === 'HTTP/1.1' });
    return createRestateHost({ ingress, seal, name });
  }

  return {
    open: serve,
    async crash(port, onEnded) {
      die();
      await worker?.kill();
      return serve(port, onEnded);
    },
    async pass(ms, isOver) {
      const until = performance.now() + ms + (isOver ? 0 : GRACE);
      while (performance.now() < until && !isOver?.()) await wait(5);
    },
    async remove() {
      die();
      await worker?.kill();
    },
  };
}
