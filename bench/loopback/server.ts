import { serveMxSimulator } from '@mx-member/simulator/node';
import { serve } from '../support/subprocess.ts';

const START = Date.now();
/** A clock that is a thousand times faster than real time, because jobs within the same second have the same time stamps. */
const now = (): number => START + (Date.now() - START) * 1_000;

/** A day of the bank is 86 s. With MX's few minutes, a question would expire while this computer is busy. In ms. */
const CHALLENGE_LIFETIME = 86_400_000;

/** The simulator in its own process. Its jobs take no time, so each poll shows the next step. */
const { url } = await serveMxSimulator({ step: 0, now, challengeLifetime: CHALLENGE_LIFETIME });
serve(async () => url);
