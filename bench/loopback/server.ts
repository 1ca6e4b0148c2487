import { serveMxSimulator } from '@mx-member/simulator/node';
import { serve } from '../support/subprocess.ts';

const START = Date.now();
/** A thousand times as fast as time itself: a member's jobs follow each other at once, and moments within a second are one. */
const now = (): number => START + (Date.now() - START) * 1_000;

/** A day of the bank is 86 s. With MX's minutes, a question would expire while this machine does something else. */
const CHALLENGE_LIFETIME = 86_400_000;

/** The simulator in a process of its own. Its jobs take no time: each poll finds the next step done. */
const { url } = await serveMxSimulator({ step: 0, now, challengeLifetime: CHALLENGE_LIFETIME });
serve(async () => url);
