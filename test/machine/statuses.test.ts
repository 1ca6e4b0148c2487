import { STATUSES } from '@mx-member/machine';
import { expect, test } from 'vitest';

const rows = Object.entries(STATUSES).map(([status, row]) => ({ status, ...row }));

test('the 22 statuses have the numbers 0 to 21, and null has no number', () => {
  const ids = rows.map(({ id }) => id);
  expect(ids.filter((id) => id !== null).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 22 }, (_, id) => id),
  );
  expect(STATUSES.null.id).toBeNull();
});

test('the eight statuses that MX lists fire a CONNECTION_STATUS webhook', () => {
  const webhooks = rows.filter(({ webhook }) => webhook).map(({ status }) => status);
  expect(webhooks.sort()).toEqual(
    'CHALLENGED DENIED EXPIRED IMPAIRED IMPEDED LOCKED PREVENTED REJECTED'.split(' '),
  );
});
