import { connectRelay, createRelay, type LoginStore } from '@mx-member/adapters/relay';
import { loginHoldOf } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** Several relays remember refused logins in one store. */

beforeEach(stopTime);
afterEach(releaseTime);

/** A table with a text for each user. */
class Table implements LoginStore {
  readonly texts = new Map<string, string>();
  fault: Error | null = null;

  async read(userGuid: string): Promise<string | null> {
    if (this.fault) throw this.fault;
    return this.texts.get(userGuid) ?? null;
  }

  async replace(userGuid: string, before: string | null, after: string): Promise<boolean> {
    if (this.fault) throw this.fault;
    if ((this.texts.get(userGuid) ?? null) !== before) return false;
    this.texts.set(userGuid, after);
    return true;
  }
}

async function opened() {
  const real = mxOver(createMxSimulator().fetch);
  let sent = 0;
  const mx: typeof real = {
    ...real,
    updateCredentials(request, options) {
      sent += 1;
      return real.updateCredentials(request, options);
    },
  };
  const { userGuid } = await mx.createUser();
  const login = credentials('any', 'wrong-0');
  const made = await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials: login });
  const table = new Table();
  const reported: string[] = [];
  /** A process with a relay, and a page that calls it. */
  const open = () => {
    const relay = createRelay(mx, {
      authorize: () => ({ userGuid }),
      access: mx,
      loginStore: table,
      onError: (thrown, where) => reported.push(`${where}: ${(thrown as Error).message}`),
    });
    const page = connectRelay({ url: 'https://app.test', fetch: relay });
    const poll = (member: MemberId) => page.readStatus({ member, expects: 'end' });
    /** Sends a login. @returns Why it is held. `null` if it was sent. */
    const enter = async (member: MemberId, user: string) => {
      try {
        await page.updateCredentials({ member, credentials: credentials('any', user) });
      } catch (thrown) {
        const hold = loginHoldOf(thrown);
        if (!hold) throw thrown;
        return hold.why;
      }
      await pass(60_000);
      await poll(member);
      return null;
    };
    return { enter, poll };
  };
  await pass(60_000);
  return { member: made.member, table, reported, open, sent: () => sent };
}

test('what one relay has seen holds in another one, and the store has nothing of a credential', async () => {
  const { member, table, open } = await opened();
  expect(await open().enter(member, 'wrong-1')).toBeNull();
  expect(await open().enter(member, 'wrong-2')).toBe('refusedTwice');
  const [text = ''] = table.texts.values();
  expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(['logins', 'refusals']);
  expect(text).not.toContain('wrong');
});

test('two relays that send at the same time do not pass together', async () => {
  const { member, open } = await opened();
  const entered = await Promise.allSettled([
    open().enter(member, 'wrong-1'),
    open().enter(member, 'wrong-2'),
  ]);
  expect(entered.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual(
    expect.arrayContaining([null, 'refusedTwice']),
  );
});

test('while the store fails, no login is sent, and polls go on', async () => {
  const { member, table, reported, open, sent } = await opened();
  const { enter, poll } = open();
  table.fault = new Error('The table is locked.');
  await expect(enter(member, 'wrong-1')).rejects.toMatchObject({ code: 'unreachable' });
  expect(sent()).toBe(0);
  expect(await poll(member)).toMatchObject({ connectionStatus: 'DENIED' });
  expect(new Set(reported)).toEqual(new Set(['loginStore: The table is locked.']));
  table.fault = null;
  expect(await enter(member, 'wrong-1')).toBeNull();
});
