import type { Fault, Finding, FindingRule, StampedReading } from '../data/types.ts';
import { sentAt } from '../mx/readings.ts';
import { IGNORED_FOR } from './echoes.ts';

/** Findings of one poll that a second poll has to confirm, because one poll can come from a lagging replica. */

/**
 * The time between two looks at MX when the first can come from a lagging replica, in ms. A confirmation, and the poll that can
 * confirm, need it both.
 */
export const SECOND_LOOK = 3_000;

/** How a finding is confirmed. */
export interface Confirmation {
  /**
   * The minimum time from the arrival of the first poll with the finding to the sending of the confirming poll, in ms.
   */
  readonly after: number;
  /** Whether any poll that the same rule applies to confirms it. Otherwise only one with an equal reading does. */
  readonly isByRule: boolean;
  /** Whether the next poll follows soon, to confirm it. */
  readonly isSoon: boolean;
}

/** How each finding is confirmed. */
export const FINDINGS: Readonly<Record<FindingRule, Confirmation>> = {
  // An error status, or an error code that can be left over from the last job (CW pollers.js needs two polls too).
  failedOnce: { after: SECOND_LOOK, isByRule: false, isSoon: true },
  // CONNECTED without proof that our job ran. Also CONNECTED of `verify`, because error 1000 follows it (CW).
  connectedOnce: { after: 5_000, isByRule: false, isSoon: true },
  // The same question after answers that MX may have: their reply was lost, or somebody else seems to have answered.
  questionOnce: { after: SECOND_LOOK, isByRule: true, isSoon: true },
  // A job runs although a question is open: somebody else has answered.
  elsewhereOnce: { after: SECOND_LOOK, isByRule: true, isSoon: true },
  // No job runs although a start whose reply was lost may have arrived, or another job has ended and its end is not shown. A replica that lags behind
  // does not show it, and our start would be a second login. Nor does it show that somebody has repaired the member a moment ago.
  idleOnce: { after: IGNORED_FOR, isByRule: true, isSoon: true },
  // A 404, which a replica can answer for a new member.
  notFoundOnce: { after: SECOND_LOOK, isByRule: true, isSoon: true },
  // MX's own samples omit the flag (D-AGE). A job shorter than this has ended by then.
  flagAbsent: { after: 60_000, isByRule: false, isSoon: false },
};

/**
 * How long after the arrival of the first poll the confirming poll must be sent, in ms, because the first one can come
 * from a lagging replica.
 */
export const CONFIRMED_AFTER = Object.fromEntries(
  Object.entries(FINDINGS).map(([rule, { after }]) => [rule, after]),
) as Readonly<Record<FindingRule, number>>;

/**
 * What a poll, or a failed call, has found: since now, unless an earlier one has found the same. The clock may have been
 * set back.
 */
export const findingOf = (
  rule: FindingRule,
  earlier: Finding | null,
  { at }: { readonly at: number },
): Finding => ({ rule, from: earlier?.rule === rule ? Math.min(earlier.from, at) : at });

/** Whether a poll, or a failed call, was sent long enough after a finding was first shown. */
export const isConfirmed = (
  { rule, from }: Finding,
  call: Pick<StampedReading, 'at' | 'took'> | Fault,
): boolean => sentAt(call) - from >= FINDINGS[rule].after;

/** Whether the next poll has to confirm a finding. */
export const isUnconfirmed = <Known extends { readonly finding: Finding | null }>(
  known: Known,
): known is Known & { readonly finding: Finding } =>
  known.finding !== null && FINDINGS[known.finding.rule].isSoon;
