import type { Job } from '@mx-member/machine/step';
import type { Rules } from './options.ts';

/** The names of requestable data in v20250224 (OAS25 `SupportedProducts`). */
export const PRODUCTS = [
  'account_verification',
  'identity_verification',
  'transactions',
  'transaction_history',
  'statements',
  'investments',
  'rewards',
] as const;
/** One of {@link PRODUCTS}. */
export type Product = (typeof PRODUCTS)[number];

/** The job that collects a product. */
const JOB_OF: Readonly<Record<Product, Job>> = {
  account_verification: 'verify',
  identity_verification: 'identify',
  transactions: 'aggregate',
  transaction_history: 'extend_history',
  statements: 'fetch_statements',
  investments: 'aggregate',
  rewards: 'fetch_rewards',
};

/** The products that the institutions support. */
export const supportedProducts = ({ unsupportedJobs }: Rules): readonly Product[] =>
  PRODUCTS.filter((product) => !unsupportedJobs.includes(JOB_OF[product]));
