import { ensureUser } from '@mx-member/adapters/mx';
import { createMxSimulator } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { mxOver } from '../support/simulated-mx.ts';

/** A user for each account, whatever crashes between MX and a database. */

function newMx() {
  const { fetch, bank } = createMxSimulator();
  const mx = mxOver(fetch);
  return { mx, bank };
}

test('an account gets one user, however often it is asked for', async () => {
  const { mx, bank } = newMx();
  const first = await ensureUser(mx, { id: 'ada', metadata: 'a note' });
  expect(await ensureUser(mx, { id: 'ada', metadata: 'ignored' })).toEqual(first);
  const [one, two] = await Promise.all([
    ensureUser(mx, { id: 'bob' }),
    ensureUser(mx, { id: 'bob' }),
  ]);
  expect(two).toEqual(one);
  expect(one).not.toEqual(first);
  expect([...bank.users.values()].map(({ id }) => id)).toEqual(['ada', 'bob']);
  expect(await mx.readUser(first)).toMatchObject({ metadata: 'a note' });
});

test('a user with another id is not taken, even if MX lists it', async () => {
  const { mx } = newMx();
  const other = await ensureUser(mx, { id: 'ada' });
  const wide = { createUser: mx.createUser, users: () => mx.users() };
  expect(await ensureUser(wide, { id: 'bob' })).not.toEqual(other);
});

test('other errors of MX reach the caller', async () => {
  const { mx } = newMx();
  const full = {
    ...mx,
    createUser: () => Promise.reject(Object.assign(new Error(), { code: 'badRequest' })),
  };
  await expect(ensureUser(full, { id: 'ada' })).rejects.toMatchObject({ code: 'badRequest' });
  const odd = {
    ...mx,
    createUser: () => Promise.reject(Object.assign(new Error(), { code: 'conflict' })),
  };
  await expect(ensureUser(odd, { id: 'ada' })).rejects.toMatchObject({ code: 'conflict' });
});

test.each([undefined, ''])('without an id, here %j, nothing is created', async (id) => {
  const { mx, bank } = newMx();
  await expect(ensureUser(mx, { id: id as string })).rejects.toThrow(/`id` is required/);
  expect(bank.users.size).toBe(0);
});
