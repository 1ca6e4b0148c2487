import type { MemberView } from '@mx-member/machine/step';

/** What a caller needs to seal answers: the view, and the lifecycle that the view belongs to. */
export interface AskedView {
  /** When the lifecycle was started, in ms since 1970. */
  readonly lifecycle: number;
  readonly view: MemberView;
}

/** The error for a member that Restate does not know. */
export const NOT_STARTED = 'Restate does not know the member. Start it first.';
