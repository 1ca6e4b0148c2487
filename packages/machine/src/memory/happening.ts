import type { Fault, StampedReading } from '../data/types.ts';
import type { Judged, Judgement } from '../rules/judge.ts';

/**
 * What can happen to a member, from the memory's point of view. Each hidden automaton of the memory has one function
 * that computes its next state: `start.ts`, `unpolled.ts`, `submit.ts`, `hint.ts`, `finding.ts`, `clocks.ts`,
 * `round.ts`, `shown.ts`.
 */
export type Happening =
  /** MX accepted our start. */
  | { readonly type: 'started'; readonly reading: StampedReading }
  /** MX refused our start because another job runs (409). */
  | { readonly type: 'conflict'; readonly fault: Fault }
  /** MX refused our start as not expected now (400, 405), because the user may be at the bank's page. */
  | { readonly type: 'away'; readonly fault: Fault }
  /** A poll has shown the member. */
  | {
      readonly type: 'read';
      readonly reading: StampedReading;
      readonly judgement: Judged;
    }
  /** A start or a poll failed, or answers failed fatally. `null` for an error that does not come from a port. */
  | {
      readonly type: 'startFailed' | 'failed';
      readonly fault: Fault | null;
      readonly judgement: Pick<Judgement, 'verdict' | 'finding'>;
    }
  /** The user has answered, and the answers are being sent. */
  | { readonly type: 'answering' }
  /** MX accepted the answers. */
  | { readonly type: 'submitted'; readonly reading: StampedReading }
  /** MX read the answers and refused them (400, 405, 422). */
  | { readonly type: 'refused'; readonly fault: Fault }
  /** The answers were not sent, or may not have arrived. */
  | { readonly type: 'submitFailed'; readonly fault: Fault };
