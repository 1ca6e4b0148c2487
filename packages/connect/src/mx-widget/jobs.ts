import type { Job } from '@mx-member/machine/step';

/** The widget's number of the job that collects several products. MX runs it for a new member (CW). */
export const COMBINATION = 11;

/** The jobs that a host can start, by the widget's numbers (CW). The widget has other jobs too. */
export const JOBS: Readonly<Record<number, Job>> = {
  0: 'aggregate',
  1: 'verify',
  2: 'identify',
  3: 'extend_history',
  4: 'fetch_statements',
  6: 'fetch_rewards',
  7: 'check_balance',
};
