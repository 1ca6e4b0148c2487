import type { BackendEvidence, BankRequest } from '../evidence.ts';

/** One thing that the server did wrong. It contains no header, value or secret. */
export interface BackendFinding {
  /** One sentence: what happened. */
  readonly what: string;
  /** The requests that show it; empty if the person's view shows it. */
  readonly requests: readonly Pick<BankRequest, 'method' | 'path' | 'at' | 'fields'>[];
}

/** What one rule says about one scenario. */
export type RuleJudgement =
  /** `evidence` is the reason, in one sentence. */
  | { readonly outcome: 'passed'; readonly evidence: string }
  | { readonly outcome: 'failed'; readonly findings: readonly BackendFinding[] }
  /** `missing` is the evidence that was missing. */
  | { readonly outcome: 'notChecked'; readonly missing: string };

/** A rule: evidence in, judgement out. It has no clock and no memory. */
export type RuleCheck = (evidence: BackendEvidence) => RuleJudgement;

/**
 * Failed if something was found, passed if there is evidence, otherwise not checked.
 * @param evidence The reason for a pass, in one sentence; `null` without evidence.
 * @param missing The evidence that is missing.
 */
export function judgement(
  findings: readonly BackendFinding[],
  evidence: string | null,
  missing: string,
): RuleJudgement {
  if (findings.length > 0) return { outcome: 'failed', findings };
  return evidence === null ? { outcome: 'notChecked', missing } : { outcome: 'passed', evidence };
}

/** A length of time for people: `3.2 s`, or minutes from two minutes on. */
export const spell = (ms: number): string =>
  ms < 120_000 ? `${Number((ms / 1000).toFixed(1))} s` : `${Number((ms / 60_000).toFixed(1))} min`;

/** `3 polls`, `1 poll` */
export const counted = (count: number, one: string, more = `${one}s`): string =>
  `${count} ${count === 1 ? one : more}`;
