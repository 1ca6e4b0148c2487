import type { FaultRule, Faults } from '@mx-member/simulator';
import type { PagePace } from '../pace.ts';
import type { FaultName } from './fault-names.ts';

/** How a switch is called, and what it does. */
export const FAULT_WORDS: Readonly<Record<FaultName, { title: string; meaning: string }>> = {
  slow: { title: 'MX is slow', meaning: 'Every answer takes seconds longer.' },
  away: {
    title: 'MX is unreachable',
    meaning: 'Every connection breaks, for as long as this is on.',
  },
  rate: {
    title: 'Too many requests',
    meaning: 'MX answers each reading with 429 and asks to wait.',
  },
  lost: {
    title: 'The reply is lost',
    meaning: 'MX gets your answer, but the connection breaks before its reply arrives.',
  },
};

const ruleOf = (name: FaultName, { slow }: PagePace): FaultRule => {
  switch (name) {
    case 'slow':
      return { on: '*', fault: { kind: 'delay', ms: slow } };
    case 'away':
      return { on: '*', fault: { kind: 'drop' } };
    case 'rate':
      return { on: 'status', fault: { kind: 'status', status: 429, retryAfter: 6 } };
    case 'lost':
      return { on: 'resume', fault: { kind: 'drop', when: 'after' } };
  }
};

/** Makes exactly these things go wrong. */
export function setFaults(faults: Faults, names: Iterable<FaultName>, pace: PagePace): void {
  faults.clear();
  for (const name of names) faults.add(ruleOf(name, pace));
}
