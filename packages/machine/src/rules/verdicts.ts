import type { Rule, Verdict } from '../data/types.ts';

/** Verdicts without other fields. Each of them is one object for all members, because almost every poll has one. */

const madeOnce = (type: 'running' | 'inconclusive') => {
  const made: Partial<Record<Rule, Verdict>> = {};
  return (rule: Rule): Verdict => {
    made[rule] ??= { type, rule };
    return made[rule];
  };
};

/** A job runs. */
export const running = madeOnce('running');

/** Stay, and poll again. */
export const inconclusive = madeOnce('inconclusive');
