import { setTimeout as wait } from 'node:timers/promises';
import { createMx } from '@mx-member/adapters/mx';
import { connectBySteps } from '../support/by-steps.ts';
import { serveLifecycles } from '../support/lifecycles.ts';
import { ADDRESS, createMembers, KEYS, PACING, VERSION } from './members.ts';

const members = await createMembers();
const mx = createMx({ ...KEYS, environment: ADDRESS, version: VERSION });

serveLifecycles(async (lane) => {
  const [member] = members.slice(lane);
  if (!member) throw new Error('There are more lanes than members.');
  await connectBySteps(mx, { member, job: 'aggregate', pacing: PACING, unsafePacing: true }, (ms) =>
    wait(ms),
  );
});
