import { createMxSimulator } from '@mx-member/simulator';
import { type ServedMx, serveMx, toFetch } from '../../support/serve-mx.ts';

/** The simulated MX over HTTP, which counts accepted answers. */
export interface DemoBank extends ServedMx {
  /** The number of answers that have arrived. */
  readonly received: () => number;
}

/** @param onAnswer Called after MX has accepted an answer. MX replies after it resolves. */
export async function serveBank(onAnswer: (member: string) => Promise<void>): Promise<DemoBank> {
  const simulator = createMxSimulator({ step: 1_000 });
  let received = 0;
  const served = await serveMx(async (request) => {
    const reply = await simulator.fetch(toFetch(request));
    const member = /members\/([^/?]+)\/resume$/.exec(request.path)?.[1];
    if (member !== undefined) {
      received += 1;
      await onAnswer(member);
    }
    return reply;
  });
  return { ...served, received: () => received };
}
