import type { Job } from '@mx-member/machine/step';

/** The last part of the path at MX that starts each job: `POST /users/{user_guid}/members/{member_guid}/…` (OAS25). */
export const JOB_PATHS = {
  aggregate: 'aggregate',
  verify: 'verify',
  identify: 'identify',
  extend_history: 'extend_history',
  check_balance: 'check_balance',
  fetch_statements: 'fetch_statements',
  fetch_rewards: 'fetch_rewards',
} as const satisfies Readonly<Record<Job, string>>;
