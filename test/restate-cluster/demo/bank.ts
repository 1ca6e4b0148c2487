import { createMxSimulator } from '@mx-member/simulator';
import { type Served, serveFetch } from '../src/serve.ts';

/** The simulated MX over HTTP, which counts accepted answers. */
export interface DemoBank extends Served {
  /** The number of answers that have arrived. */
  readonly received: () => number;
}

/** @param onAnswer Called after MX has accepted an answer. MX replies after it resolves. */
export async function serveBank(onAnswer: (member: string) => Promise<void>): Promise<DemoBank> {
  const simulator = createMxSimulator({ step: 1_000 });
  let received = 0;
  const served = await serveFetch(async (request) => {
    const reply = await simulator.fetch(request);
    const member = /members\/([^/?]+)\/resume$/.exec(request.url)?.[1];
    if (member !== undefined) {
      received += 1;
      await onAnswer(member);
    }
    return reply;
  });
  return { ...served, received: () => received };
}
