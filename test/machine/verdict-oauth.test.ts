import { describe, expect, test } from 'vitest';
import { idle, running } from '../support/fake-member.ts';
import {
  AFTER,
  BEFORE,
  FIRST,
  MINUTE,
  readAfter,
  SECOND,
  UNPROVEN,
} from '../support/read-after.ts';

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

  test('is not failed by the error of the first reading, while the user is away', async () => {
    expect(await readAfter(5 * MINUTE, [idle('DENIED')], undefined, oauth)).toMatchObject({
      state: 'authorizing',
      verdict: { rule: 'oldError' },
    });
  });

  test('is not failed by the error code of the job before either', async () => {
    const readings = [idle('CONNECTED', { errorCode: 1002 })];
    expect(await readAfter(5 * MINUTE, readings, undefined, oauth)).toMatchObject({
      state: 'authorizing',
      verdict: { rule: 'oldError' },
    });
  });

  test('is failed by an error that is new, soon after it is shown', async () => {
    const readings = [idle('PENDING'), idle('DENIED')];
    expect(await readAfter(FIRST + 24_000, readings, undefined, oauth)).toMatchObject({
      state: 'failed',
      verdict: { reason: 'credentials' },
    });
  });

  test('with a job of ours is failed by an error that stays', async () => {
    const input = { job: 'aggregate', oauth: true } as const;
    const impaired = idle('IMPAIRED');
    expect(await readAfter(SECOND, [impaired], impaired, input)).toMatchObject({
      state: 'failed',
      verdict: { reason: 'credentials' },
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
    expect(await readAfter(UNPROVEN, [idle('CONNECTED')], undefined, oauth)).toMatchObject({
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
