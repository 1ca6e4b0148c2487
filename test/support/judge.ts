import { STATUSES, statusOf } from '@mx-member/machine';
import { expect } from 'vitest';
import type { Live } from './live.ts';

/** How a lifecycle ended, in a word: `connected`, or why it failed. */
export function endOf({ view: { outcome } }: Live): string | undefined {
  return outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
}

/** How the bank itself ends a job; the other ends are the machine's own. */
const ENDS_OF_BANK: ReadonlySet<string | undefined> = new Set([
  'connected',
  ...Object.values(STATUSES).flatMap(({ reason }) => reason ?? []),
]);

/** The bank's own books judge what has been done: no answer came more often than it was given, and the end is true. */
export function expectHonest(live: Live): void {
  const { received, face } = live.truth;
  const { given, sent } = live;
  for (const { challenge } of received.answers) {
    const taken = received.answers.filter((one) => one.challenge === challenge).length;
    expect(taken, 'answers to one question').toBeLessThanOrEqual(given.get(challenge) ?? 0);
  }
  const resumes = sent.filter((request) => request === 'PUT resume').length;
  expect(resumes, 'requests with answers').toBeLessThanOrEqual(live.submissions);

  const end = endOf(live);
  if (!ENDS_OF_BANK.has(end)) return;
  expect(face.isBeingAggregated, 'whether the job still runs').toBe(false);
  if (end === 'connected') expect(face.status).toBe('CONNECTED');
  else if (face.errorCode === null) expect(end).toBe(statusOf(face.status)?.reason);
}
