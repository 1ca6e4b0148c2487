import type { MemberView } from '@mx-member/machine/step';

/** What a caller needs to seal answers: the view, and the lifecycle whose question it shows. */
export interface AskedView {
  /** When it was started, in ms since 1970. */
  readonly lifecycle: number;
  readonly view: MemberView;
}
