import type { Fault, Finding, FindingRule, StampedReading } from '../data/types.ts';
import { sentAt } from '../mx/readings.ts';

/** What one poll has shown and a second poll has to confirm. One poll may come from a replica that lags behind. */

/** How a finding is confirmed. */
export interface Confirmation {
  /** From the arrival of the first poll that showed it to the sending of the poll that confirms it, in ms. */
  readonly after: number;
  /** Which poll shows it again: one with an equal reading, or any to which the same rule applies. */
  readonly by: 'equalReading' | 'sameRule';
  /** Whether the next poll comes soon, to confirm it. */
  readonly isSoon: boolean;
}

/** How each finding is confirmed. */
export const FINDINGS: Readonly<Record<FindingRule, Confirmation>> = {
  // An error status, or an error code that may be the last job's (CW pollers.js asks for two polls too).
  failedOnce: { after: 3_000, by: 'equalReading', isSoon: true },
  // CONNECTED without proof that a job of ours ran; also CONNECTED of `verify`, because error 1000 comes after it (CW).
  connectedOnce: { after: 5_000, by: 'equalReading', isSoon: true },
  // The same question after answers that MX may have: their reply was lost, or somebody else seemed to have answered.
  questionOnce: { after: 3_000, by: 'sameRule', isSoon: true },
  // A job runs although a question is open: somebody else has answered.
  elsewhereOnce: { after: 3_000, by: 'sameRule', isSoon: true },
  // Nothing runs although a start whose reply was lost may have arrived.
  idleOnce: { after: 3_000, by: 'sameRule', isSoon: true },
  // 404, which a replica answers for a new member.
  notFoundOnce: { after: 3_000, by: 'sameRule', isSoon: true },
  // MX's own samples leave the flag out (D-AGE). A job shorter than this has ended by then.
  flagAbsent: { after: 60_000, by: 'equalReading', isSoon: false },
};

/**
 * How long after the arrival of its first poll, in ms, the poll must be sent that confirms a finding. One poll may come from
 * a replica that lags behind.
 */
export const CONFIRMED_AFTER = Object.fromEntries(
  Object.entries(FINDINGS).map(([rule, { after }]) => [rule, after]),
) as Readonly<Record<FindingRule, number>>;

/** When a finding was first shown, in ms since 1970: now, unless an earlier poll showed it. The clock may have been set back. */
const shownSince = (earlier: Finding | null, { at }: { readonly at: number }): number =>
  Math.min(earlier?.from ?? at, at);

/** Whether a poll, or a failed call, was sent long enough after a finding was first shown. */
const isConfirmed = (
  rule: FindingRule,
  from: number,
  call: Pick<StampedReading, 'at' | 'took'> | Fault,
): boolean => sentAt(call) - from >= FINDINGS[rule].after;

/** What a later call still has to confirm after this one; `null` where this one confirms what an earlier one has found. */
export function openFinding(
  rule: FindingRule,
  earlier: Finding | null,
  call: StampedReading | Fault,
): Finding | null {
  const from = shownSince(earlier?.rule === rule ? earlier : null, call);
  return isConfirmed(rule, from, call) ? null : { rule, from };
}

/** Whether the next poll is to confirm what was found. */
export const isUnconfirmed = ({ finding }: { readonly finding: Finding | null }): boolean =>
  finding !== null && FINDINGS[finding.rule].isSoon;
