import { Buffer } from 'node:buffer';
import type { KeptBank, Written } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { questionOf, simulated } from '../support/simulated.ts';

/** Stores what a bank writes, as a file would. */
function keeping(bank: ReturnType<typeof simulated>) {
  const written = new Map<string, Written>();
  bank.simulator.bank.onWrite((one) => {
    if (one.value) written.set(one.guid, one);
    else written.delete(one.guid);
  });
  return (): string => {
    const values = (type: Written['type']) =>
      [...written.values()].filter((one) => one.type === type).map(({ value }) => value);
    const { guids } = bank.simulator.bank;
    return JSON.stringify({ guids, users: values('user'), members: values('member') });
  };
}

test('a bank continues from its stored state during a challenge as if nothing had happened', async () => {
  const first = simulated();
  const kept = keeping(first);
  const user = await first.createUser();
  const { body } = await first.createMember(user, 'simulate:text,token');
  const path = `/users/${user}/members/${body.member.guid}`;
  first.pass(1_000);
  const asked = (await first.call('GET', `${path}/status`)).body.member;
  expect(asked.connection_status).toBe('CHALLENGED');

  const text = kept();
  const second = simulated({ kept: JSON.parse(text) as KeptBank });
  second.pass(1_000);
  expect((await second.call('GET', `${path}/status`)).body.member).toEqual(asked);
  expect(second.simulator.bank.member(asked.guid)).toEqual(first.simulator.bank.member(asked.guid));
  for (const bank of [first, second]) {
    const challenges = [{ guid: questionOf(asked).guid, value: 'correct' }];
    await bank.call('PUT', `${path}/resume`, { member: { challenges } });
    bank.pass(1_000);
  }
  const [next, same] = await Promise.all(
    [first, second].map(async (bank) => (await bank.call('GET', `${path}/status`)).body.member),
  );
  expect(same).toEqual(next);
  // The login is taken, and no guid is made twice.
  for (const bank of [first, second])
    expect((await bank.createMember(user, 'correct')).status).toBe(409);
  expect(await second.createUser()).toBe(await first.createUser());
});

test('the stored state contains no password and no answer', async () => {
  const bank = simulated();
  const kept = keeping(bank);
  const user = await bank.createUser();
  const { body } = await bank.createMember(user, 'challenge');
  bank.pass(1_000);
  const path = `/users/${user}/members/${body.member.guid}`;
  const asked = (await bank.call('GET', `${path}/status`)).body.member;
  const challenges = [{ guid: questionOf(asked).guid, value: 'unmistakable' }];
  await bank.call('PUT', `${path}/resume`, { member: { challenges } });
  const updated = {
    member: {
      credentials: [{ guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d', value: 'unmistakable' }],
    },
  };
  await bank.call('PUT', path, updated);
  for (const secret of ['unmistakable', Buffer.from('unmistakable').toString('base64')])
    expect(kept()).not.toContain(secret);
});

test('deleted users and members are not stored', async () => {
  const bank = simulated();
  const kept = keeping(bank);
  const user = await bank.createUser();
  await bank.createMember(user, 'correct');
  await bank.call('DELETE', `/users/${user}`);
  expect(JSON.parse(kept())).toMatchObject({ users: [], members: [] });
});
