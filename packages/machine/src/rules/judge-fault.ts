import type { Fault, Finding, MemberContext, Rule } from '../data/types.ts';
import type { Explanation } from '../mx/failure.ts';
import { FAULTS, MACHINE_FAILURES, MEMBER_GONE, timesInARow } from '../mx/faults.ts';
import { fail } from './explain.ts';
import { findingOf, isConfirmed } from './findings.ts';
import type { Judgement } from './judge.ts';
import { startBy } from './timing.ts';
import { inconclusive } from './verdicts.ts';

/** What a failed call means, and what a later one has to confirm. */
type FaultJudgement = Pick<Judgement, 'verdict' | 'finding'>;

const fatalJudgement = (failure: Explanation): FaultJudgement => ({
  verdict: fail(failure, 'fatalFault'),
  finding: null,
});

const passingJudgement = (rule: Rule, finding: Finding | null): FaultJudgement => ({
  verdict: inconclusive(rule),
  finding,
});

/**
 * What a failed start or poll means. `null` is an error without a time, which does not come from a port, so the host
 * has made a mistake.
 */
export function judgeFault(fault: Fault | null, memory: MemberContext): FaultJudgement {
  if (fault === null) return fatalJudgement(MACHINE_FAILURES.misconfigured);
  const { finding, reading } = memory;
  const { failure, endsAfter } = FAULTS[fault.code];
  // MX has accepted this key before, so somebody rotates it, and a later call can succeed.
  if (fault.code === 'unauthorized' && reading !== null) return passingJudgement('fault', finding);
  if (timesInARow(fault, memory.fault) >= endsAfter) return fatalJudgement(failure);
  if (fault.code !== 'notFound') return passingJudgement('fault', finding);
  const found = findingOf('notFoundOnce', finding, fault);
  if (!isConfirmed(found, fault)) return passingJudgement(found.rule, found);
  return fatalJudgement(reading ? MEMBER_GONE : MACHINE_FAILURES.notFound);
}

/**
 * What a failed start means. A start that was not sent, because the reading that allowed it is too old by now, needs another poll. If
 * that happens again, the look waits like any other poll after a failed call.
 */
export function judgeStartFault(fault: Fault | null, memory: MemberContext): FaultJudgement {
  const isLate = fault?.code === 'notSent' && fault.at > startBy(memory);
  if (isLate && memory.failures === 0)
    return { verdict: { type: 'look', rule: 'fault' }, finding: memory.finding };
  return judgeFault(fault, memory);
}
