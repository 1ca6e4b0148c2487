import { createMx } from '@mx-member/adapters/mx';
import {
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
  planTroubles,
} from '@mx-member/simulator';
import type { ServeOptions } from '@mx-member/simulator/node';

const HOUR = 3_600_000;
const MINUTES_A_DAY = 1_440;
/** The longest step of a job, in ms of simulated time, however fast the days pass. */
const MAX_STEP = 10 * 60_000;
/** How long a question stays open, in ms of real time. */
const ANSWERED_WITHIN = 20_000;
/** How often things happen. More often than in reality, so that there is something to see. */
const RATES = { passwords: 6, questions: 6, holds: 3, consents: 3, outages: 12 };
/** The passwords of the members that exist from the start. */
const PASSWORDS = ['first', 'second', 'third', 'fourth', 'fifth'];
const YEARS = 10 * 365 * 24 * HOUR;

/** The options of a simulator whose days pass in minutes, with MX's daily jobs and limits. */
export function monthsOptions(daysPerMinute: number, step: number): ServeOptions {
  const speed = daysPerMinute * MINUTES_A_DAY;
  return {
    speed,
    step: Math.min(step * speed, MAX_STEP),
    challengeLifetime: ANSWERED_WITHIN * speed,
    background: {},
    throttle: 3 * HOUR,
    balanceLimit: { most: 5, within: 2 * HOUR },
    duplicates: 'allowed',
  };
}

/** Creates a user with members, and plans what will happen to them. @returns The guid of the user. */
export async function settleUser({ bank, fetch }: MxSimulator): Promise<string> {
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL('http://127.0.0.1'),
    fetch,
  });
  const institutionCode = 'mxbank';
  const { userGuid } = await mx.createUser({});
  const fields = await mx.institutionCredentials({ institutionCode });
  for (const password of PASSWORDS)
    await mx.createMember({
      userGuid,
      institutionCode,
      credentials: fields.map(({ guid, fieldName }) => ({
        guid,
        value: fieldName === 'LOGIN' ? 'mxuser' : password,
      })),
    });
  planTroubles(bank, { seed: 'mx-member', until: bank.now + YEARS, rates: RATES });
  return userGuid;
}
