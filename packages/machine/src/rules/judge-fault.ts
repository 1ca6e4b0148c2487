import type { Fault, Finding, MemberContext, Rule } from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { FAULTS, MACHINE_FAILURES, MEMBER_GONE, timesInARow } from '../mx/faults.ts';
import { fail } from './explain.ts';
import { findingOf, isConfirmed } from './findings.ts';
import type { Judgement } from './judge.ts';

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
  const { failure, endsAfter } = FAULTS[fault.code];
  if (timesInARow(fault, before) >= endsAfter) return fatal(failure);
  if (fault.code !== 'notFound') return passing('fault', finding);
  const found = findingOf('notFoundOnce', finding, fault);
  if (!isConfirmed(found, fault)) return passing(found.rule, found);
  return fatal(reading ? MEMBER_GONE : MACHINE_FAILURES.notFound);
}
