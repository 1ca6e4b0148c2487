import type { ObservedStep } from '@mx-member/connect/browser-host';

/** One step of a lifecycle, with everything that the chart and the log need. */
export interface MemberStep extends ObservedStep {
  /** In ms since 1970. */
  readonly at: number;
}
