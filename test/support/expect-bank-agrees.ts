import { STATUSES, statusOf } from '@mx-member/machine';
import { expect } from 'vitest';
import type { EndToEndMember } from './end-to-end-member.ts';

/** The end of a lifecycle as one word: `connected`, or the reason why it failed. */
export function outcomeOf({ view: { outcome } }: EndToEndMember): string | undefined {
  return outcome?.outcome === 'failed' ? outcome.reason : outcome?.outcome;
}

/** Outcomes that the bank decides. The machine decides all others. */
const BANK_OUTCOMES: ReadonlySet<string | undefined> = new Set([
  'connected',
  ...Object.values(STATUSES).flatMap(({ reason }) => reason ?? []),
]);

/**
 * Compares a lifecycle with the bank's record: each answer arrived at most as often as it was given, and the
 * outcome is the bank's.
 */
export function expectBankAgrees(live: EndToEndMember): void {
  const { received, shown } = live.truth;
  const { given, sent } = live;
  for (const { challenge } of received.answers) {
    const taken = received.answers.filter((one) => one.challenge === challenge).length;
    expect(taken, 'answers to one question').toBeLessThanOrEqual(given.get(challenge) ?? 0);
  }
  const resumes = sent.filter((request) => request === 'PUT resume').length;
  expect(resumes, 'requests with answers').toBeLessThanOrEqual(live.submissions);

  const end = outcomeOf(live);
  const { outcome } = live.view;
  // MX refused a call, for example because it blocks the institution. Then the bank's outcome is a different one.
  const isRefused = outcome?.outcome === 'failed' && outcome.lastFault !== null;
  if (!BANK_OUTCOMES.has(end) || isRefused) return;
  expect(shown.isBeingAggregated, 'whether the job still runs').toBe(false);
  if (end === 'connected') expect(shown.status).toBe('CONNECTED');
  else if (shown.errorCode === null) expect(end).toBe(statusOf(shown.status)?.reason);
}
