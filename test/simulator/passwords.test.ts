import { STATUSES } from '@mx-member/machine';
import { PASSWORDS } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import { statusesOf } from '../../packages/simulator/src/bank/scripts.ts';
import { credentials, simulated, V2 } from '../support/simulated.ts';

/** Runs a job with right answers, and records each status. */
async function statusesSeen(password: string): Promise<unknown[]> {
  const { member, pass } = simulated();
  const { status, answer } = await member(password);
  const seen = [];
  for (let isRunning = true; isRunning; ) {
    pass(1_000);
    const { connection_status, is_being_aggregated } = await status();
    seen.push(connection_status);
    isRunning = is_being_aggregated;
    if (connection_status === 'CHALLENGED') await answer('correct');
  }
  return seen;
}

describe('the table of passwords', () => {
  test.each(PASSWORDS)('describes the effect of $password', async ({ password, script }) => {
    expect(await statusesSeen(password)).toEqual(statusesOf(script));
  });

  test('contains what MX Bank documents', () => {
    const bank = PASSWORDS.filter(({ extension }) => !extension);
    expect(
      Object.fromEntries(bank.map(({ password, script }) => [password, statusesOf(script)[0]])),
    ).toEqual({
      correct: 'CONNECTED',
      challenge: 'CHALLENGED',
      options: 'CHALLENGED',
      image: 'CHALLENGED',
      BAD_REQUEST: 'FAILED',
      UNAUTHORIZED: 'DENIED',
      INVALID: 'DENIED',
      LOCKED: 'LOCKED',
      DISABLED: 'DENIED',
      SERVER_ERROR: 'FAILED',
      UNAVAILABLE: 'FAILED',
    });
  });

  test('is case sensitive, and any other password connects', async () => {
    expect(await statusesSeen('locked')).toEqual(['CONNECTED']);
    expect(await statusesSeen('a simulate: password')).toEqual(['CONNECTED']);
  });
});

describe('a simulate: password', () => {
  const names = Object.keys(STATUSES).filter((name) => name !== 'CHALLENGED');

  test.each(names)('ends with %s', async (name) => {
    const end = name === 'null' ? null : name;
    expect(await statusesSeen(`simulate:${name}`)).toEqual([end]);
    expect(await statusesSeen(`simulate:token,${name}`)).toEqual(['CHALLENGED', end]);
  });

  test('shows a status while the job runs', async () => {
    const seen = await statusesSeen('simulate:DELAYED,text,CONNECTED,CONNECTED');
    expect(seen).toEqual(['DELAYED', 'CHALLENGED', 'CONNECTED', 'CONNECTED']);
  });

  test('asks in as many rounds as its script has', async () => {
    const script = Array.from({ length: 50 }, () => 'text').join(',');
    expect(await statusesSeen(`simulate:${script}`)).toHaveLength(51);
  });

  test('gives an error code, as an object or as JSON in a string', async () => {
    for (const [headers, read] of [
      [V2, (error: never) => error],
      [undefined, (error: string) => JSON.parse(error)],
    ] as const) {
      const { member, pass, call } = simulated({}, headers);
      const { path, status, start } = await member('simulate:CONNECTED/1001');
      pass(1_000);
      expect(await status()).toMatchObject({
        connection_status: 'CONNECTED',
        successfully_aggregated_at: null,
      });
      const { error } = (await call('GET', path)).body.member;
      expect(read(error as never)).toMatchObject({ error_code: 1001, error_type: 'MEMBER' });
      const renewed = (await start()).body.member.error;
      expect(read(renewed as never)).toEqual({});
    }
  });

  test.each(['nonsense', 'text,,token', 'CHALLENGED', 'LOCKED/x', 'LOCKED/1001,token', 'text+'])(
    'with the script "%s" is refused with a reason, and nothing is created',
    async (script) => {
      const { createUser, createMember, call } = simulated();
      const user = await createUser();
      const { status, body } = await createMember(user, `simulate:${script}`);
      expect(status).toBe(400);
      expect(body.error.message).toMatch(/script/);
      expect((await call('GET', `/users/${user}/members`)).body.members).toEqual([]);
    },
  );
});

describe('wrong credentials', () => {
  const wrong = { credentials: credentials('UNAUTHORIZED') };

  test('three times in a row lead to PREVENTED until they are right', async () => {
    const { member, pass } = simulated();
    const { status, update, start } = await member('UNAUTHORIZED');
    const seen: unknown[] = [];
    const look = async () => {
      pass(1_000);
      seen.push((await status()).connection_status);
    };
    await look();
    await update(wrong);
    await look();
    await update(wrong);
    await look();
    await start();
    await look();
    await update(wrong);
    await look();
    await update({ credentials: credentials('correct') });
    await look();
    const denied = ['DENIED', 'DENIED', 'PREVENTED', 'PREVENTED', 'PREVENTED'];
    expect(seen).toEqual([...denied, 'CONNECTED']);
  });

  test.each(['correct', 'challenge', 'SERVER_ERROR', 'LOCKED'])(
    'do not count as in a row with another result in between, as with "%s"',
    async (right) => {
      const { member, pass } = simulated();
      const { status, update, answer } = await member('UNAUTHORIZED');
      for (const password of ['INVALID', right, 'INVALID', 'INVALID']) {
        pass(1_000);
        if ((await status()).challenges) await answer('SERVER_ERROR');
        pass(1_000);
        await update({ credentials: credentials(password) });
      }
      pass(1_000);
      expect((await status()).connection_status).toBe('DENIED');
    },
  );

  test('include an unknown username, whatever the password', async () => {
    const { member, pass } = simulated();
    const { status } = await member('correct', { credentials: credentials('correct', 'somebody') });
    pass(1_000);
    expect((await status()).connection_status).toBe('DENIED');
  });
});
