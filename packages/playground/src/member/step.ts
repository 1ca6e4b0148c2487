import type { ObservedStep } from '@mx-member/connect/browser-host';

/** One step of a lifecycle, with everything that the chart and the log need. */
export interface MemberStep extends ObservedStep {
  /** In ms since 1970. */
  readonly at: number;
}

/** The event of a step as XState names it in the chart. */
export function eventName({ event, before }: Pick<MemberStep, 'event' | 'before'>): string {
  switch (event.type) {
    case 'done':
    case 'error':
      return `xstate.${event.type}.actor.${event.call}`;
    case 'elapsed':
      return `xstate.after.pollDelay.mxMember.${before?.state}`;
    default:
      return event.type;
  }
}
