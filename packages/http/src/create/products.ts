import type { Job } from '@mx-member/machine/step';

/** The products that MX can be asked for with a new member (OAS25), and the job that collects each. */
export const PRODUCT_JOBS = {
  account_verification: 'verify',
  identity_verification: 'identify',
  transactions: 'aggregate',
  transaction_history: 'extend_history',
  statements: 'fetch_statements',
  investments: 'aggregate',
  rewards: 'fetch_rewards',
} as const satisfies Readonly<Record<string, Job>>;
