import { createRelay } from '@mx-member/adapters/relay';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { describe, expect, test } from 'vitest';
import { memberOfKey, objectKeyOf } from '../../packages/restate/src/key.ts';
import { Bank } from '../support/bank.ts';

/** All packages accept and refuse the same ids. */

const GOOD = ['USR-1', 'own id of ours: ü, 漢字, a/b?c#d%', 'x'.repeat(256)];
const BAD: readonly (readonly [string, unknown])[] = [
  ['nothing', ''],
  ['no text', 7],
  ['a long text', 'x'.repeat(257)],
  ['a line break', 'USR-1\nMBR-2'],
  ['an escape', 'USR-\u001b[2J'],
  ['a zero byte', 'USR-1\u0000'],
  ['a mark that turns letters', 'USR-\u202e1'],
  ['a line separator', 'USR-\u2028'],
  ['half of a surrogate pair', 'USR-\ud800'],
];

const CASES = BAD.flatMap(([name, id]) => [
  [`${name} as userGuid`, { userGuid: id, memberGuid: 'MBR-1' } as MemberId] as const,
  [`${name} as memberGuid`, { userGuid: 'USR-1', memberGuid: id } as MemberId] as const,
]);

/** The error codes of everything that names a member. */
async function codesOf(host: MemberHost, member: MemberId): Promise<readonly unknown[]> {
  const calls = [
    () => host.start({ member, job: 'aggregate' }),
    () => host.view(member),
    () => host.next(member, { revision: 1 }),
    () => host.answer(member, { answers: [], prompt: 0 }),
    () => host.hint(member),
    () => host.cancel(member),
  ];
  return Promise.all(
    calls.map(async (call) => {
      try {
        return await call();
      } catch (thrown) {
        return Object(thrown).code;
      }
    }),
  );
}

describe.each(CASES)('%s', (_, member) => {
  test('is refused by a host in the process, and by one in a page', async () => {
    const port = new Bank();
    const hosts = [await createHost({ port }), createBrowserHost({ port })];
    for (const host of hosts) {
      expect(await codesOf(host, member)).toEqual(Array(6).fill('invalid'));
      await host.close();
    }
    expect(port.calls).toEqual([]);
  });

  test('is refused over HTTP, by the host and by the relay', async () => {
    const authorize = () => true;
    const port = new Bank();
    const host = await createHost({ port });
    const handle = createHostHandler(host, { authorize });
    const relay = createRelay(port, { authorize });
    const url = 'https://app.example';
    const { userGuid, memberGuid } = member;
    const isWellFormed = [userGuid, memberGuid].every((id) => String(id).isWellFormed());
    if (isWellFormed && userGuid !== '' && memberGuid !== '' && typeof userGuid !== 'number') {
      const path = [userGuid, memberGuid].map((id) => encodeURIComponent(id));
      const at = new Request(`${url}/users/${path[0]}/members/${path[1]}`);
      // A number is a text in an address.
      expect((await handle(at)).status).toBe(typeof memberGuid === 'number' ? 404 : 400);
      const posted = new Request(`${at.url}/status`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect((await relay(posted)).status).toBe(typeof memberGuid === 'number' ? 200 : 400);
      port.calls.splice(0);
    }
    expect(port.calls).toEqual([]);
    await host.close();
  });

  test('has no key in Restate', () => {
    expect(() => objectKeyOf(member)).toThrow(/1 to 256 characters/);
  });
});

test.each(GOOD)('%j is an id everywhere', async (id) => {
  const member = { userGuid: id, memberGuid: id };
  const host = await createHost({ port: new Bank() });
  expect(await codesOf(host, member)).not.toContain('invalid');
  expect(memberOfKey(objectKeyOf(member))).toEqual(member);
  await host.close();
});
