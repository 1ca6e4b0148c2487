import type { Challenge, MemberView, OutcomeView } from '@mx-member/machine';
import type { Ask } from './answers.ts';
import type { Brought } from './brought.ts';

/** What shows a lifecycle: lines of JSON, lines of text, or a terminal. */
export interface Screen {
  /** Called with every snapshot; shows what is new in it. */
  show(view: MemberView): void;
  /** @param brought How much there is to read now; `null` when that is not known. */
  end(outcome: OutcomeView, brought: Brought | null): void;
  /** Called with each question that the command line has answered. */
  given?(challenge: Challenge): void;
  /** Asks the person in front of it; `null` when there is none. */
  readonly ask: Ask | null;
  /** Leaves everything as it was found. It may be called at any time, and twice. */
  close(): void;
}
