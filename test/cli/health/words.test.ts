import { textsOf } from '@mx-member/connect/messages/en';
import { healthSummary } from '@mx-member/connect/repair';
import { connectionHealth } from '@mx-member/machine/health';
import { expect, test } from 'vitest';
import { issueOf, nextOf } from '../../../packages/cli/src/health/words.ts';
import { PAIRS, readingOf } from '../../support/ends.ts';

const NOW = Date.UTC(2026, 0, 4);
const MEMBER = {
  isOauth: false,
  backgroundAggregationIsDisabled: false,
  isManual: false,
  isManagedByUser: true,
};

test.each(PAIRS)(
  'health quotes what the user reads at %s with the code %s, and says nothing twice',
  (status, code) => {
    const reading = readingOf(status, code, { successfullyAggregatedAt: '2026-01-03T20:00:00Z' });
    const health = connectionHealth({ ...MEMBER, reading }, NOW);
    const issue = issueOf(health, reading, 'MX Bank');
    const [, title] = /^"(.+)" \(/.exec(issue) ?? [];
    const { sentence } = healthSummary(health, { name: 'MX Bank' });
    if (title !== undefined) expect(sentence.startsWith(`${title}. `)).toBe(true);
    expect(issue === 'Nothing' || issue === 'A job is running').toBe(health.issue === null);
    expect(nextOf(health, NOW)).not.toContain(title ?? issue);
  },
);

test('without a name, the bank is "your bank"', () => {
  const reading = readingOf('LOCKED', undefined);
  const health = connectionHealth({ ...MEMBER, reading }, NOW);
  const title = textsOf(undefined, undefined)('title.locked');
  expect(issueOf(health, reading)).toBe(`"${title}" (LOCKED)`);
});
