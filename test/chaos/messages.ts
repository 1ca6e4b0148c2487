import type { Job } from '@mx-member/machine/step';
import type { Plan } from '../world/plan.ts';

/** Where the process keeps its members. */
export type StoreSettings =
  | { readonly file: string }
  | { readonly postgres: string; readonly schema: string; readonly lease: number };

/** The options with which the process starts. */
export interface WorkerSettings {
  readonly url: string;
  readonly store: StoreSettings;
  readonly options: Plan['options'];
  readonly jobs: readonly Job[];
  /** Sent with each request to MX, so that it knows the sender. */
  readonly name: string;
  /** `false`: the record is not committed before answers are sent. The test must notice this. */
  readonly commits: boolean;
}

/** The header with the user whom the caller is. */
export const USER = 'x-user';

/** The process is ready at this address. */
export interface Ready {
  readonly url: string;
}
