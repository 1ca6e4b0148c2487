import { serveMxSimulator } from '@mx-member/simulator/node';
import { serve } from '../support/subprocess.ts';

/** The simulator in a process of its own. Its jobs take no time: each look finds the next step done. */
const { url } = await serveMxSimulator({ step: 0 });
serve(async () => url);
