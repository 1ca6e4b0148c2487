import type { Fault, Finding, FindingRule, StampedReading } from '../data/types.ts';
import { sentAt } from '../mx/readings.ts';

/** What one poll has shown and a second poll has to confirm. One poll may come from a replica that lags behind. */

/** How a finding is confirmed. */
export interface Confirmation {
  /** From the arrival of the first poll that showed it to the sending of the poll that confirms it, in ms. */
  readonly after: number;
  /** Which poll shows it again: one with an equal reading, or any to which the same rule applies. */
  readonly by: 'equalReading' | 'sameRule';
  /** When the next poll comes: as soon as it can confirm, soon in any case, or at the pace of the phase. */
  readonly next: 'confirming' | 'soon' | 'paced';
}

/** How each finding is confirmed. */
export const FINDINGS: Readonly<Record<FindingRule, Confirmation>> = {
  // An error status, or an error code that may be the last job's (CW pollers.js asks for two polls too).
  failedOnce: { after: 3_000, by: 'equalReading', next: 'confirming' },
  // CONNECTED without proof that a job of ours ran; also CONNECTED of `verify`, because error 1000 comes after it (CW).
  connectedOnce: { after: 5_000, by: 'equalReading', next: 'confirming' },
  // The same question after answers that MX may have: their reply was lost, or somebody else seemed to have answered.
  questionOnce: { after: 3_000, by: 'sameRule', next: 'confirming' },
  // A job runs although a question is open: somebody else has answered.
  elsewhereOnce: { after: 3_000, by: 'sameRule', next: 'confirming' },
  // Nothing runs although a start whose reply was lost may have arrived.
  idleOnce: { after: 3_000, by: 'sameRule', next: 'confirming' },
  // 404, which a replica answers for a new member.
  notFoundOnce: { after: 3_000, by: 'sameRule', next: 'confirming' },
  // MX's own samples leave the flag out (D-AGE). A job shorter than this has ended by then.
  flagAbsent: { after: 60_000, by: 'equalReading', next: 'paced' },
  // The question that was answered, shown once more. It may be shown for a moment, also in turn with the job that goes on.
  echo: { after: 9_000, by: 'sameRule', next: 'soon' },
};

/**
 * How long after the arrival of its first poll, in ms, the poll must be sent that confirms a finding. One poll may come from
 * a replica that lags behind.
 */
export const CONFIRMED_AFTER = Object.fromEntries(
  Object.entries(FINDINGS).map(([rule, { after }]) => [rule, after]),
) as Readonly<Record<FindingRule, number>>;

/** When a finding was first shown, in ms since 1970: now, unless an earlier poll showed it. The clock may have been set back. */
export const shownSince = (earlier: Finding | null, { at }: { readonly at: number }): number =>
  Math.min(earlier?.from ?? at, at);

/** Whether a poll, or a failed call, was sent long enough after a finding was first shown. */
export const isConfirmed = (
  rule: FindingRule,
  from: number,
  call: Pick<StampedReading, 'at' | 'took'> | Fault,
): boolean => sentAt(call) - from >= FINDINGS[rule].after;

/** When the next poll comes, by what was found. */
export const nextPoll = ({
  finding,
}: {
  readonly finding: Finding | null;
}): Confirmation['next'] => (finding === null ? 'paced' : FINDINGS[finding.rule].next);

/** Whether the next poll is to confirm what was found. */
export const isUnconfirmed = (memory: { readonly finding: Finding | null }): boolean =>
  nextPoll(memory) === 'confirming';
