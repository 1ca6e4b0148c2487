import type { Fault, Finding, MemberContext, Rule } from '../data/types.ts';
import type { Explanation } from '../mx/explanation.ts';
import { FAULTS, MACHINE_FAILURES, MEMBER_GONE, timesInARow } from '../mx/faults.ts';
import { fail } from './explain.ts';
import { openFinding } from './findings.ts';
import type { Judgement } from './judge.ts';

/** The third bad return of a port in a row fails the lifecycle. A single one may be chance. */
const MAX_BAD_RETURNS = 3;

/**
 * What a failed start or poll means. `null` is an error without a time, which does not come from a port, so the host
 * has made a mistake.
 */
export function judgeFault(
  fault: Fault | null,
  { finding, reading, fault: before }: MemberContext,
): Pick<Judgement, 'verdict' | 'finding'> {
  const fatal = (failure: Explanation) => ({
    verdict: fail(failure, 'fatalFault'),
    finding: null,
  });
  const passing = (rule: Rule, found: Finding | null) => ({
    verdict: { type: 'inconclusive', rule } as const,
    finding: found,
  });
  if (fault === null) return fatal(MACHINE_FAILURES.misconfigured);
  const { failure, isFatal } = FAULTS[fault.code];
  const isBrokenPort = fault.code === 'badReturn' && timesInARow(fault, before) >= MAX_BAD_RETURNS;
  if (isFatal || isBrokenPort) return fatal(failure);
  if (fault.code !== 'notFound') return passing('fault', finding);
  const open = openFinding('notFoundOnce', finding, fault);
  if (open) return passing(open.rule, open);
  return fatal(reading ? MEMBER_GONE : MACHINE_FAILURES.notFound);
}
