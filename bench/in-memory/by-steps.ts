import { connectBySteps } from '../support/by-steps.ts';
import { serveLifecycles } from '../support/lifecycles.ts';
import { clock, createPort, MEMBER as member } from './world.ts';

const wait = () =>
  new Promise<void>((resolve) => {
    clock.setTimeout(() => resolve());
  });

serveLifecycles(() => connectBySteps(createPort(), { member, job: 'aggregate' }, wait));
