import { serveMxSimulator } from '@mx-member/simulator/node';
import { serve } from '../support/subprocess.ts';

/** Serves the simulated MX in its own process. Its argument is the duration of each step of a job, in ms. */
const { url } = await serveMxSimulator({ step: Number(process.argv[2]) });
serve(async () => url);
