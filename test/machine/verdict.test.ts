import { STATUSES } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';
import {
  AFTER,
  BEFORE,
  FIRST,
  MINUTE,
  readAfter,
  SECOND,
  START,
  THIRD,
  UNPROVEN,
} from '../support/read-after.ts';

describe('every status of MX', () => {
  const rows = Object.entries(STATUSES).map(([name, row]) => ({
    status: name === 'null' ? null : name,
    ...row,
  }));

  test.each(rows.filter((row) => row.class === 'failed'))(
    '$status with no job running is confirmed by a second poll: $reason, $nextStep',
    async ({ status, reason, nextStep }) => {
      expect(await readAfter(FIRST, [idle(status)])).toMatchObject({
        state: 'aggregating',
        verdict: { rule: 'failedOnce' },
      });
      expect(await readAfter(SECOND, [idle(status)])).toMatchObject({
        state: 'failed',
        verdict: { reason, nextStep, rule: 'failed' },
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
        verdict: { type: 'running', rule: 'beingAggregated' },
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
  test('with a success that is newer than the start, ends at once', async () => {
    const start = running('CONNECTED', { successfullyAggregatedAt: BEFORE, aggregatedAt: START });
    const reading = idle('CONNECTED', { successfullyAggregatedAt: AFTER, aggregatedAt: START });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });

  test('without time stamps, of a job that was seen running, is fresh after a second poll', async () => {
    const readings = [running('CONNECTED'), idle('CONNECTED')];
    expect(await readAfter(SECOND, readings, idle('CONNECTED'))).toMatchObject({
      state: 'aggregating',
      verdict: { rule: 'connectedOnce' },
    });
    expect(await readAfter(SECOND + 5_100, readings, idle('CONNECTED'))).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });

  test('whose success has not moved is not fresh, also of a job that was seen running', async () => {
    const stamps = { successfullyAggregatedAt: BEFORE };
    const readings = [running('CONNECTED', stamps), idle('CONNECTED', stamps)];
    expect(await readAfter(SECOND + 5_100, readings, running('CONNECTED', stamps))).toMatchObject({
      state: 'connected',
      verdict: { fresh: false },
    });
  });

  test('of `verify` is confirmed by a second poll, for error 1000 comes after it', async () => {
    const verify = { job: 'verify' } as const;
    const start = running('CONNECTED', { successfullyAggregatedAt: BEFORE });
    const ended = { successfullyAggregatedAt: AFTER };
    const connected = idle('CONNECTED', ended);
    expect(await readAfter(FIRST, [connected], start, verify)).toMatchObject({
      verdict: { rule: 'connectedOnce' },
    });
    expect(await readAfter(UNPROVEN, [connected], start, verify)).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
    const failed = idle('IMPAIRED', { ...ended, errorCode: 1000 });
    expect(await readAfter(UNPROVEN + 3_100, [connected, failed], start, verify)).toMatchObject({
      state: 'failed',
      verdict: { reason: 'noAccounts' },
    });
  });

  test('of a member that never succeeded before, ends at once', async () => {
    const start = running('CREATED', { successfullyAggregatedAt: null });
    const reading = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({ state: 'connected' });
  });

  test('without a trace of the job, ends five seconds later and is not called fresh', async () => {
    const start = idle('CONNECTED', { successfullyAggregatedAt: BEFORE, aggregatedAt: BEFORE });
    expect(await readAfter(FIRST, [start], start)).toMatchObject({
      verdict: { rule: 'connectedOnce' },
    });
    expect(await readAfter(SECOND, [start], start)).toMatchObject({ state: 'aggregating' });
    expect(await readAfter(UNPROVEN, [start], start)).toMatchObject({
      state: 'connected',
      verdict: { fresh: false, rule: 'connected' },
    });
  });

  test('a timestamp that the start did not show proves nothing', async () => {
    const reading = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(FIRST, [reading], running('CONNECTED'))).toMatchObject({
      verdict: { rule: 'connectedOnce' },
    });
  });

  test('a timestamp that is no moment proves nothing', async () => {
    const start = running('CONNECTED', { successfullyAggregatedAt: null });
    const reading = idle('CONNECTED', { successfullyAggregatedAt: 'soon' });
    expect(await readAfter(FIRST, [reading], start)).toMatchObject({
      verdict: { rule: 'connectedOnce' },
    });
  });

  test('with no job to start, is compared with the first reading', async () => {
    const old = idle('CONNECTED', { successfullyAggregatedAt: BEFORE });
    const next = idle('CONNECTED', { successfullyAggregatedAt: AFTER });
    expect(await readAfter(UNPROVEN, [old, next], undefined, { job: null })).toMatchObject({
      state: 'connected',
      verdict: { fresh: true },
    });
  });
});

describe('a missing is_being_aggregated', () => {
  const unsaid = (status: string, more = {}) =>
    running(status, { isBeingAggregated: null, ...more });

  const silent = unsaid('CONNECTED');

  test('that was never sent is settled after a minute of the same readings', async () => {
    const denied = [unsaid('DENIED')];
    expect(await readAfter(FIRST + 57_000, denied, silent)).toMatchObject({ state: 'aggregating' });
    expect(await readAfter(FIRST + 63_000, denied, silent)).toMatchObject({
      state: 'failed',
      verdict: { reason: 'credentials' },
    });
    expect(await readAfter(FIRST + 63_000, [silent], silent)).toMatchObject({
      state: 'connected',
      verdict: { fresh: false },
    });
  });

  test('that was never sent leaves an error that was there before to the limit', async () => {
    const denied = unsaid('DENIED');
    expect(await readAfter(10 * MINUTE, [denied], denied)).toMatchObject({ state: 'aggregating' });
    expect(await readAfter(17 * MINUTE, [denied], denied)).toMatchObject({
      verdict: { reason: 'tookTooLong', rule: 'limit' },
    });
  });

  test('proves nothing once MX has sent the flag', async () => {
    const readings = [running('CREATED'), unsaid('CONNECTED')];
    expect(await readAfter(10 * MINUTE, readings)).toMatchObject({
      state: 'aggregating',
      verdict: { rule: 'flagAbsent' },
    });
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
    const asked = { ...challenged('A'), isBeingAggregated: null };
    const resumed = await readAfter(5 * MINUTE, [asked, unsaid('RESUMED')], silent);
    expect(resumed.state).toBe('resumed');
  });
});

describe('a reading from before what is known', () => {
  const old = idle('DENIED', { aggregatedAt: BEFORE });
  const start = running('DENIED', { aggregatedAt: START });

  test('is ignored for nine seconds, then trusted', async () => {
    expect(await readAfter(THIRD, [old], start)).toMatchObject({
      state: 'aggregating',
      verdict: { rule: 'stale' },
    });
    expect(await readAfter(THIRD + 3_100, [old], start)).toMatchObject({
      verdict: { rule: 'failedOnce' },
    });
    expect(await readAfter(THIRD + 6_200, [old], start)).toMatchObject({ state: 'failed' });
  });

  test('that is trusted at last proves nothing about our job', async () => {
    const readings = [
      running('CONNECTED', { aggregatedAt: START }),
      idle('CONNECTED', { aggregatedAt: BEFORE }),
    ];
    expect(await readAfter(30_000, readings, running('CONNECTED'))).toMatchObject({
      state: 'connected',
      verdict: { fresh: false },
    });
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
