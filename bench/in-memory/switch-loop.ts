import type { MemberPort, Reading } from '@mx-member/machine';
import { serveLifecycles } from '../support/lifecycles.ts';
import { clock, createPort, MEMBER as member } from './world.ts';

/** The smallest possible client: a loop with a `switch`. */
async function connect(port: MemberPort): Promise<Reading> {
  await port.startJob({ member, job: 'aggregate' });
  for (;;) {
    await new Promise<void>((resolve) => {
      clock.setTimeout(() => resolve());
    });
    const reading = await port.readStatus({ member });
    switch (reading.connectionStatus) {
      case 'CHALLENGED': {
        const answers = reading.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
        await port.submitAnswers({ member, answers });
        break;
      }
      case 'CREATED':
      case 'RESUMED':
        break;
      default:
        if (!reading.isBeingAggregated) return reading;
    }
  }
}

serveLifecycles(async () => {
  const { connectionStatus } = await connect(createPort());
  if (connectionStatus !== 'CONNECTED') throw new Error(`It ended ${connectionStatus}.`);
});
