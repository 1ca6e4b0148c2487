import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';
import { FIRST, readAfter, SECOND, START, THIRD } from '../support/read-after.ts';

describe('an error code', () => {
  test.each([
    [1001, 'noAccounts'],
    [1002, 'accessDenied'],
    [2001, 'answer'],
    [2002, 'answer'],
    [2003, 'expired'],
    [2004, 'credentials'],
    [2005, 'credentials'],
    [3000, 'unavailable'],
    [3001, 'unavailable'],
    [3002, 'unavailable'],
  ])('%i of a job that was seen ends it at once: %s', async (errorCode, reason) => {
    const readings = [running('CREATED'), idle('CONNECTED', { errorCode, aggregatedAt: START })];
    expect(await readAfter(SECOND, readings)).toMatchObject({
      state: 'failed',
      verdict: { reason, rule: 'failed' },
    });
  });

  test('1000 counts for `verify`, and for a job that MX has started by itself, but not for others', async () => {
    const readings = [running('CREATED'), idle('CONNECTED', { errorCode: 1000 })];
    const verdictFor = async (job: 'verify' | 'aggregate' | null) =>
      (await readAfter(SECOND + 5_100, readings, undefined, { job })).verdict;
    expect(await verdictFor('verify')).toMatchObject({ reason: 'noAccounts' });
    expect(await verdictFor(null)).toMatchObject({ reason: 'noAccounts' });
    expect(await verdictFor('aggregate')).toMatchObject({ type: 'connected' });
  });

  test('that nobody knows leaves the reason to a status that has one', async () => {
    const readings = [running('CREATED'), idle('LOCKED', { errorCode: 9999, aggregatedAt: START })];
    expect(await readAfter(SECOND, readings)).toMatchObject({ verdict: { reason: 'locked' } });
  });

  test('that nobody knows is a failure even of CONNECTED, and says its number', async () => {
    const member = await startMember({
      read: inOrder(
        running('CREATED'),
        idle('CONNECTED', { errorCode: 9999, aggregatedAt: START }),
      ),
    });
    await member.run(SECOND);
    expect(member.view().outcome).toMatchObject({
      reason: 'unavailable',
      nextStep: 'tryLater',
      message: expect.stringContaining('9999'),
    });
  });

  test('of the job before is not trusted at once', async () => {
    const readings = [idle('DENIED', { errorCode: 2005 }), running('CREATED'), idle('CONNECTED')];
    const start = running('DENIED', { errorCode: 2005 });
    expect(await readAfter(THIRD + 5_100, readings, start)).toMatchObject({ state: 'connected' });
  });
});

test('two different settled errors are not two times the same', async () => {
  expect(await readAfter(SECOND, [idle('DENIED'), idle('LOCKED')])).toMatchObject({
    state: 'aggregating',
  });
  expect(await readAfter(THIRD, [idle('DENIED'), idle('LOCKED')])).toMatchObject({
    verdict: { reason: 'locked' },
  });
});

test('a settled error is looked into after three seconds, also while the user is asked', async () => {
  const readings = [challenged('A'), idle('EXPIRED')];
  expect(await readAfter(FIRST + 20_100, readings)).toMatchObject({ state: 'challenged' });
  expect(await readAfter(FIRST + 23_100, readings)).toMatchObject({ state: 'failed' });
});
