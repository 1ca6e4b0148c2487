import { type MemberContext, type Reading, STATUSES, type Verdict } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';

const MINUTE = 60_000;
const BEFORE = '2026-01-01T00:00:00Z';
const START = '2026-01-02T00:00:00Z';
const AFTER = '2026-01-02T00:00:30Z';

/** What the machine makes of readings that come one after the other (the last one stays), after `ms`. */
async function readAfter(
  ms: number,
  readings: readonly Reading[],
  start: Reading = running('CONNECTED'),
  input = {},
): Promise<{ state: string; verdict: Verdict; context: MemberContext }> {
  const member = await startMember({ start: () => start, read: inOrder(...readings) }, input);
  await member.run(ms);
  const { context } = member.actor.getSnapshot();
  return { state: member.view().state, verdict: context.verdict, context };
}
const FIRST = 1_600;
const SECOND = FIRST + 3_000;
const THIRD = SECOND + 3_000;

describe('every status of MX', () => {
  const rows = Object.entries(STATUSES).map(([name, row]) => ({
    status: name === 'null' ? null : name,
    ...row,
  }));

  test.each(rows.filter((row) => row.class === 'failed'))(
    '$status with no job running, seen twice, is an end: $reason, $nextStep',
    async ({ status, reason, nextStep }) => {
      expect(await readAfter(FIRST, [idle(status)])).toMatchObject({
        state: 'aggregating',
        verdict: { rule: 'failedOnce' },
      });
      expect(await readAfter(SECOND, [idle(status)])).toMatchObject({
        state: 'failed',
        verdict: { reason, nextStep, rule: 'failedTwice' },
      });
    },
  );

  test.each(rows.filter((row) => row.class === 'running'))(
    '$status with no job running is read on until the deadline',
    async ({ status }) => {
      expect(await readAfter(5 * MINUTE, [idle(status)])).toMatchObject({ state: 'aggregating' });
      expect(await readAfter(20 * MINUTE, [idle(status)])).toMatchObject({
        verdict: { reason: 'tookTooLong' },
      });
    },
  );

  test.each(rows.filter((row) => row.class !== 'challenged'))(
    '$status while a job runs concludes nothing: it may be the last job’s',
    async ({ status }) => {
      expect(await readAfter(MINUTE, [running(status)])).toMatchObject({
        state: 'aggregating',
        verdict: { is: 'running', rule: 'beingAggregated' },
      });
    },
  );

  test('the 22 statuses have the numbers 0 to 21, and null has none', () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.filter((id) => id !== null).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 22 }, (_, id) => id),
    );
    expect(STATUSES.null.id).toBeNull();
  });

  test('those that fire a CONNECTION_STATUS webhook are the eight that MX lists', () => {
    const webhooks = rows.filter(({ webhook }) => webhook).map(({ status }) => status);
    expect(webhooks.sort()).toEqual(
      'CHALLENGED DENIED EXPIRED IMPAIRED IMPEDED LOCKED PREVENTED REJECTED'.split(' '),
    );
  });
});

describe('CHALLENGED', () => {
  test.each([true, false, null])(
    'asks the user, also with is_being_aggregated %s',
    async (flag) => {
      const reading = { ...challenged('A'), isBeingAggregated: flag };
      expect(await readAfter(FIRST, [reading])).toMatchObject({ state: 'challenged' });
    },
  );

  test('without its challenges concludes nothing, and is bounded', async () => {
    expect(await readAfter(SECOND, [running('CHALLENGED')])).toMatchObject({
      state: 'aggregating',
      verdict: { rule: 'noChallengeShown' },
    });
    expect(await readAfter(16 * MINUTE, [running('CHALLENGED')])).toMatchObject({
      state: 'failed',
    });
  });

  test('with an accepted and a new question asks both', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), challenged('A', 'B')) });
    await member.run(FIRST);
    await member.answer();
    await member.run(FIRST);
    expect(member.view()).toMatchObject({ round: 2, challenges: [{ guid: 'A' }, { guid: 'B' }] });
  });
});

describe('CONNECTED', () => {
  test('after the job was seen running, ends at once', async () => {
    expect(await readAfter(SECOND, [running('CONNECTED'), idle('CONNECTED')])).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });

  test.each([
    ['success', { successfullyAggregatedAt: AFTER, aggregatedAt: START }],
    ['a job start', { successfullyAggregatedAt: BEFORE, aggregatedAt: AFTER }],
  ])('with the timestamp of %s moved past the start, ends at once', async (_, stamps) => {
    const start = running('CONNECTED', { successfullyAggregatedAt: BEFORE, aggregatedAt: START });
    expect(await readAfter(FIRST, [idle('CONNECTED', stamps)], start)).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });

  test('of a member that never succeeded before, ends at once', async () => {
    const start = running('CREATED', { successfullyAggregatedAt: null });
    const reading = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({ state: 'connected' });
  });

  test('without a trace of the job, ends at the second reading and is not called fresh', async () => {
    const start = idle('CONNECTED', { successfullyAggregatedAt: BEFORE, aggregatedAt: BEFORE });
    expect(await readAfter(FIRST, [start], start)).toMatchObject({
      verdict: { rule: 'quietOnce' },
    });
    expect(await readAfter(SECOND, [start], start)).toMatchObject({
      state: 'connected',
      verdict: { fresh: false, rule: 'quietTwice' },
    });
  });

  test('a timestamp that the start did not show proves nothing', async () => {
    const reading = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], running('CONNECTED'))).toMatchObject({
      verdict: { rule: 'quietOnce' },
    });
  });

  test('a timestamp that is no moment proves nothing', async () => {
    const start = running('CONNECTED', { successfullyAggregatedAt: null });
    const reading = idle('CONNECTED', { successfullyAggregatedAt: 'soon' });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({
      verdict: { rule: 'quietOnce' },
    });
  });

  test('with no job to start, is compared with the first reading', async () => {
    const old = idle('CONNECTED', { successfullyAggregatedAt: BEFORE });
    const next = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(SECOND, [old, next], undefined, { job: null })).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });
});

describe('an error code', () => {
  test.each([
    [1000, 'noAccounts'],
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
    const readings = [running('CREATED'), idle('CONNECTED', { errorCode })];
    expect(await readAfter(SECOND, readings)).toMatchObject({
      state: 'failed',
      verdict: { reason, rule: 'errorCode' },
    });
  });

  test('that nobody knows leaves the reason to a status that has one', async () => {
    const readings = [running('CREATED'), idle('LOCKED', { errorCode: 9999 })];
    expect(await readAfter(SECOND, readings)).toMatchObject({ verdict: { reason: 'locked' } });
  });

  test('that nobody knows is a failure even of CONNECTED, and says its number', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), idle('CONNECTED', { errorCode: 9999 })),
    });
    await member.run(SECOND);
    expect(member.view().outcome).toMatchObject({
      reason: 'unavailable',
      nextStep: 'tryLater',
      message: expect.stringContaining('9999'),
    });
  });

  test('of the job before is not believed at once', async () => {
    const readings = [idle('DENIED', { errorCode: 2005 }), running('CREATED'), idle('CONNECTED')];
    expect(await readAfter(THIRD + 3_000, readings)).toMatchObject({ state: 'connected' });
  });
});

describe('a missing is_being_aggregated', () => {
  const unsaid = (status: string, more = {}) =>
    running(status, { isBeingAggregated: null, ...more });

  test('is settled when three readings in a row are the same', async () => {
    expect(await readAfter(SECOND, [unsaid('DENIED')])).toMatchObject({ state: 'aggregating' });
    expect(await readAfter(THIRD, [unsaid('DENIED')])).toMatchObject({ state: 'failed' });
  });

  test('is settled when a job has ended well since the start', async () => {
    const start = running('CREATED', { successfullyAggregatedAt: BEFORE });
    const reading = unsaid('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({ state: 'connected' });
  });

  test('is not settled when a job has only started since', async () => {
    const start = running('CONNECTED', { aggregatedAt: BEFORE });
    const reading = unsaid('CONNECTED', { aggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({
      verdict: { rule: 'flagAbsent' },
    });
  });

  test('leaves an open question open, unless the status says that it was answered', async () => {
    const once = await readAfter(FIRST + 20_100, [challenged('A'), unsaid('CONNECTED')]);
    expect(once.state).toBe('challenged');
    const resumed = await readAfter(FIRST + 20_100, [challenged('A'), unsaid('RESUMED')]);
    expect(resumed.state).toBe('resumed');
  });
});

describe('a reading from before what is known', () => {
  const old = idle('DENIED', { aggregatedAt: BEFORE });
  const start = running('DENIED', { aggregatedAt: START });

  test('is passed over three times, then believed', async () => {
    const { state, verdict, context } = await readAfter(THIRD, [old], start);
    expect({ state, rule: verdict.rule, passedOver: context.passedOver }).toEqual({
      state: 'aggregating',
      rule: 'stale',
      passedOver: 3,
    });
    expect(await readAfter(THIRD + 6_000, [old], start)).toMatchObject({ state: 'failed' });
  });

  test('leaves an open question open', async () => {
    const asked = { ...challenged('A'), aggregatedAt: START };
    const readings = [asked, idle('CONNECTED', { aggregatedAt: BEFORE }), asked];
    const member = await startMember({ start: () => start, read: inOrder(...readings) });
    await member.run(FIRST + 20_100);
    expect(member.view()).toMatchObject({
      state: 'challenged',
      challenges: [{ guid: 'A' }],
      status: { name: 'CHALLENGED' },
    });
    expect(member.emitted.map(({ type }) => type)).toEqual(['challenged']);
  });
});

test('a reading is also old beside another reading, not only beside the start', async () => {
  const readings = [
    running('CREATED', { aggregatedAt: START }),
    idle('DENIED', { aggregatedAt: BEFORE }),
  ];
  expect(await readAfter(SECOND, readings, running('CREATED'))).toMatchObject({
    verdict: { rule: 'stale' },
    context: { reading: { connectionStatus: 'CREATED' } },
  });
});

describe('an OAuth member', () => {
  const oauth = { job: null, oauth: true } as const;

  test('is authorizing while it is PENDING, and aggregating once a job runs', async () => {
    const readings = [idle('PENDING'), running('CREATED')];
    expect(await readAfter(FIRST, readings, undefined, oauth)).toMatchObject({
      state: 'authorizing',
    });
    expect(await readAfter(FIRST + 20_100, readings, undefined, oauth)).toMatchObject({
      state: 'aggregating',
    });
  });

  test('is not failed by the error of the job before, while the user is away', async () => {
    expect(await readAfter(5 * MINUTE, [idle('DENIED')], undefined, oauth)).toMatchObject({
      state: 'authorizing',
      verdict: { rule: 'oauthIdle' },
    });
  });

  test('is not failed by the error code of the job before either', async () => {
    const readings = [idle('CONNECTED', { errorCode: 1002 })];
    expect(await readAfter(5 * MINUTE, readings, undefined, oauth)).toMatchObject({
      state: 'authorizing',
      verdict: { rule: 'oauthIdle' },
    });
  });

  test('is failed by the error of a job that was seen', async () => {
    const readings = [idle('PENDING'), running('CREATED'), idle('DENIED')];
    expect(await readAfter(40_000, readings, undefined, oauth)).toMatchObject({
      state: 'failed',
      verdict: { reason: 'credentials' },
    });
  });

  test('is failed by the error of a job that ran between two readings', async () => {
    const readings = [
      idle('PENDING', { aggregatedAt: BEFORE }),
      idle('DENIED', { aggregatedAt: AFTER }),
    ];
    expect(await readAfter(40_000, readings, undefined, oauth)).toMatchObject({ state: 'failed' });
  });

  test('that is connected already is connected, if not freshly', async () => {
    expect(await readAfter(SECOND, [idle('CONNECTED')], undefined, oauth)).toMatchObject({
      state: 'connected',
      verdict: { fresh: false },
    });
  });

  test('that walks away is given up at the deadline', async () => {
    expect(await readAfter(40 * MINUTE, [idle('PENDING')], undefined, oauth)).toMatchObject({
      verdict: { reason: 'abandoned', nextStep: 'restart' },
    });
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
