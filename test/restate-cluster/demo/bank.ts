import { createMxSimulator } from '@mx-member/simulator';
import { type ServedMx, serveMx, toFetch } from '../../support/serve-mx.ts';

/** The simulated MX over HTTP, which counts the answers that it takes. */
export interface DemoBank extends ServedMx {
  /** Answers that have arrived. */
  readonly received: () => number;
}

/** @param onAnswer MX has taken an answer and has not replied yet. It replies when that resolves. */
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
