import type { Effect, MemberRecord, StepEvent } from '@mx-member/machine/step';

/** One step of a lifecycle: all that the chart and the log need to explain it. */
export interface MemberStep {
  /** In ms since 1970. */
  readonly at: number;
  /** `null` at the beginning. */
  readonly before: MemberRecord | null;
  /** `begin`: a lifecycle begins. `recover`: it goes on from a record. */
  readonly event: StepEvent | { readonly type: 'begin' | 'recover' };
  readonly after: MemberRecord;
  readonly effects: readonly Effect[];
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
