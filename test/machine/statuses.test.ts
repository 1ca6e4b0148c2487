import { STATUSES } from '@mx-member/machine';
import { expect, test } from 'vitest';

const rows = Object.entries(STATUSES).map(([status, row]) => ({ status, ...row }));

test('the numbers of the statuses begin at 0 and have no gap, and null has no number', () => {
  const ids = rows.flatMap(({ id }) => id ?? []);
  expect(ids.sort((a, b) => a - b)).toEqual(ids.map((_, index) => index));
  expect(STATUSES.null.id).toBeNull();
});

test('the eight statuses that MX lists fire a CONNECTION_STATUS webhook', () => {
  const webhooks = rows.filter(({ webhook }) => webhook).map(({ status }) => status);
  expect(webhooks.sort()).toEqual(
    'CHALLENGED DENIED EXPIRED IMPAIRED IMPEDED LOCKED PREVENTED REJECTED'.split(' '),
  );
});
