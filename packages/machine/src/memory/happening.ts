import type { Baseline, Fault, StampedReading } from '../data/types.ts';
import type { Judgement } from '../rules/judge.ts';

/**
 * What can happen to a member, as its memory sees it. Each hidden automaton of the memory has one function, which says what a
 * happening makes of it: `start.ts`, `unpolled.ts`, `submit.ts`, `hint.ts`, `finding.ts`, `clocks.ts`, `round.ts`, `shown.ts`.
 */
export type Happening =
  /** MX took our start. */
  | { readonly type: 'started'; readonly reading: StampedReading }
  /** MX refused our start because another job runs (409). */
  | { readonly type: 'conflict'; readonly fault: Fault }
  /** A poll has shown the member. */
  | {
      readonly type: 'read';
      readonly reading: StampedReading;
      readonly judgement: Judgement;
      /** How the member was before our job, as far as this reading completes it. */
      readonly baseline: Baseline;
    }
  /** A start, a poll or, for good, answers failed; `null` for a call that no port has stamped. */
  | {
      readonly type: 'startFailed' | 'failed';
      readonly fault: Fault | null;
      readonly judgement: Pick<Judgement, 'verdict' | 'finding'>;
    }
  /** The user has answered, and the answers are on their way. */
  | { readonly type: 'answering' }
  /** MX took the answers. */
  | { readonly type: 'submitted'; readonly reading: StampedReading }
  /** MX looked at the answers and refused them (400, 405, 422). */
  | { readonly type: 'refused'; readonly fault: Fault }
  /** The answers did not go out, or it is not known whether MX has them. */
  | { readonly type: 'submitFailed'; readonly fault: Fault };
