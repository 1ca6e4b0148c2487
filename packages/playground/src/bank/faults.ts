import type { FaultRule, Faults } from '@mx-member/simulator';
import type { PagePace } from '../pace.ts';
import type { FaultName } from './fault-names.ts';

/** The title of each switch, and what it does. */
export const FAULT_WORDS: Readonly<Record<FaultName, { title: string; meaning: string }>> = {
  slow: { title: 'MX is slow', meaning: 'Every reply takes seconds longer.' },
  away: {
    title: 'MX is unreachable',
    meaning: 'Every request fails while this is on.',
  },
  rate: {
    title: 'Too many requests',
    meaning: 'MX answers each poll with 429 and asks to wait.',
  },
  lost: {
    title: 'The reply is lost',
    meaning: 'MX gets your answer, but its reply is lost.',
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

/** Turns on exactly these faults. */
export function setFaults(faults: Faults, names: Iterable<FaultName>, pace: PagePace): void {
  faults.clear();
  for (const name of names) faults.add(ruleOf(name, pace));
}
