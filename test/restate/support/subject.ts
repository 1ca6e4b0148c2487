import { randomUUID } from 'node:crypto';
import type { MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import { createOpen, createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { inject } from 'vitest';
import type { End, Subject } from '../../host/contract/subject.ts';
import { mortal } from '../../host/support/mortal.ts';
import { register, removeDeployment } from './admin.ts';
import { spoilState } from './spoil-state.ts';
import { startWorker, type Transport, type Worker } from './worker.ts';

/** Members on a shared Restate server, each with its own service name, and in real time. */

/** How much longer than requested a test waits, in ms, because the host is behind a network. */
const GRACE = 250;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function onRestate(transport: Transport, trace: StepTracer): Promise<Subject> {
  const { ingress, admin } = inject('restate');
  const name = `member-${randomUUID()}`;
  const { publicKey, privateKey } = await createSealKeys();
  const [seal, open] = [await createSeal(publicKey), await createOpen([privateKey])];
  let worker: Worker | undefined;
  let deployment: string | undefined;
  let die = () => {};

  async function serve(port: MemberPort, onEnded: (end: End) => void) {
    const outside = mortal(port, onEnded);
    die = () => outside.life.end();
    const services = createMemberService({
      port: outside.port,
      onEnded: outside.onEnded,
      trace: { onStep: (...step) => outside.life.reading(() => trace.onStep(...step)) },
      ingress,
      open,
      name,
    });
    const isFirst = worker === undefined;
    worker = await startWorker(services, transport, worker?.port);
    if (isFirst)
      deployment = await register(admin, worker.url, { http11: transport === 'HTTP/1.1' });
    return createRestateHost({ ingress, seal, name });
  }

  return {
    open: serve,
    async crash(port, onEnded, spoil) {
      die();
      await worker?.kill();
      if (spoil) await spoilState({ admin, name }, spoil);
      return serve(port, onEnded);
    },
    async pass(ms, isOver) {
      const until = performance.now() + ms + (isOver ? 0 : GRACE);
      while (performance.now() < until && !isOver?.()) await wait(5);
    },
    async remove() {
      die();
      await worker?.kill();
      if (deployment) await removeDeployment(admin, deployment);
    },
  };
}
