import { lagOf, type Plan, planOf, type Written } from '../plan.ts';

/** A plan that is played in each run of the tests, because it once went wrong, or does today. */
export interface WrittenPlan {
  /** The number of the promise that it is about. */
  readonly promise: number;
  /** What happens, in words. */
  readonly about: string;
  readonly plan: Plan;
  /** The promises that it breaks today. The test fails when it turns right: then this goes. @default none */
  readonly isWrong?: readonly string[];
}

/** A row of a list. */
export const row = (
  promise: number,
  about: string,
  plan: Written,
  isWrong?: readonly string[],
): WrittenPlan => ({
  promise,
  about,
  plan: planOf(plan),
  ...(isWrong && { isWrong }),
});

export const REPLICA = ['status', 'member'] as const;
/** A replica that shows everything as it was, for 8 s after each act. */
export const OLD = { act: lagOf(8_000), end: {}, on: REPLICA, every: 1 };
export const ANYWHERE = ['status', 'member', 'reply'] as const;
export const DAY = 86_400_000;
/** The person is at the bank's page for a minute. */
export const AWAY = { person: { atBankFor: 60_000 } };
