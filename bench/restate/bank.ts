import { serveMxSimulator } from '@mx-member/simulator/node';
import { serve } from '../support/subprocess.ts';

/** The simulated MX in a process of its own. How long each step of a job takes, in ms, is its argument. */
const { url } = await serveMxSimulator({ step: Number(process.argv[2]) });
serve(async () => url);
