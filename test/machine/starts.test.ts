import { type FaultCode, MxError } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

const MINUTE = 60_000;
const BEFORE = '2026-01-01T00:00:00Z';
const FIRST_JOB = '2026-01-02T00:00:00Z';
const SECOND_JOB = '2026-01-02T00:01:00Z';
const baseline = { connectionStatus: 'CONNECTED', aggregatedAt: BEFORE };
const old = idle('CONNECTED', { aggregatedAt: BEFORE });

const fails = (code: FaultCode, details = {}) => {
  throw new MxError(code, details);
};

describe('a start whose reply is lost', () => {
  test('with a baseline, and the job has ended by the first poll: one login', async () => {
    const member = await startMember(
      {
        start: () => fails('unreachable', { status: 504 }),
        read: () => idle('DENIED', { aggregatedAt: FIRST_JOB }),
      },
      { baseline },
    );
    await member.run(MINUTE);
    expect(member.calls.starts).toHaveLength(1);
    expect(member.view().outcome).toMatchObject({ reason: 'credentials' });
  });

  test('with a baseline, and the first poll is of a replica behind: one login', async () => {
    const member = await startMember(
      {
        start: () => fails('unreachable', { status: 504 }),
        read: inOrder(old, idle('DENIED', { aggregatedAt: FIRST_JOB })),
      },
      { baseline },
    );
    await member.run(MINUTE);
    expect(member.calls.starts).toHaveLength(1);
    expect(member.view().outcome).toMatchObject({ reason: 'credentials' });
  });

  test('with a baseline is repeated after two idle polls at least 3 s apart', async () => {
    const member = await startMember(
      {
        start: inOrder(new MxError('unreachable'), running('CONNECTED')),
        read: (_, now) => (now > MINUTE ? running('CONNECTED') : old),
      },
      { baseline },
    );
    await member.run(7_500);
    expect(member.view().rule).toBe('idleOnce');
    await member.run(MINUTE);
    const [first = 0, second = 0] = member.calls.reads;
    expect(second - first).toBeGreaterThanOrEqual(3_000);
    expect(member.calls.starts).toEqual([0, second]);
  });

  test('without a baseline causes two logins at most', async () => {
    const jobs = [FIRST_JOB, SECOND_JOB];
    let starts = 0;
    const member = await startMember({
      start: () => {
        starts++;
        return fails('unreachable', { status: 504 });
      },
      read: () => idle('DENIED', { aggregatedAt: jobs[starts - 1] ?? 'never' }),
    });
    await member.run(10 * MINUTE);
    expect(starts).toBe(2);
    expect(member.view().outcome).toMatchObject({ reason: 'credentials' });
  });

  test('and whose job asks the user goes on with the question', async () => {
    const member = await startMember({
      start: () => fails('unreachable', { status: 504 }),
      read: () => challenged('A'),
    });
    await member.run(8_000);
    expect(member.view()).toMatchObject({ needs: 'answers', warning: null });
    await member.run(10 * MINUTE);
    expect(member.calls.starts).toHaveLength(1);
    expect(member.view().state).toBe('challenged');
  });

  test.each(['unreachable', 'rateLimited', 'malformed', 'unexpected', 'lost'] as const)(
    'with %s says so until a poll shows the job at work',
    async (code) => {
      const member = await startMember({
        start: () => fails(code),
        read: () => running('CREATED'),
      });
      expect(member.view()).toMatchObject({ state: 'aggregating', warning: { code } });
      await member.run(8_000);
      expect(member.view()).toMatchObject({ rule: 'beingAggregated', warning: null });
      await member.run(MINUTE);
      expect(member.calls.starts).toHaveLength(1);
    },
  );
});

describe('a start that MX refuses for a while', () => {
  test('with 503 for two minutes runs afterwards', async () => {
    const member = await startMember({
      start: (_, now) => (now < 2 * MINUTE ? fails('unreachable') : running('CREATED')),
      read: (_, now) => (now < 2 * MINUTE ? idle('CREATED') : running('CREATED')),
    });
    await member.run(2 * MINUTE);
    expect(member.view().warning).toMatchObject({ code: 'unreachable' });
    await member.run(2 * MINUTE);
    expect(member.view()).toMatchObject({ rule: 'beingAggregated', warning: null, outcome: null });
  });

  test('is repeated ever later, though the polls between are answered', async () => {
    const member = await startMember({
      start: () => fails('unreachable'),
      read: () => idle('CREATED'),
    });
    await member.run(5 * MINUTE);
    const waits = member.calls.starts.map((at, index, all) => at - (all[index - 1] ?? 0)).slice(1);
    expect(waits[0]).toBeGreaterThanOrEqual(6_000);
    expect(waits[1]).toBeGreaterThanOrEqual(12_000);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(MINUTE);
  });

  test('with 429 and Retry-After 60 s is waited out', async () => {
    const member = await startMember({
      start: (call) =>
        call === 0 ? fails('rateLimited', { retryAfter: MINUTE }) : running('CREATED'),
      read: () => idle('CREATED'),
    });
    await member.run(MINUTE - 1);
    expect(member.calls).toMatchObject({ starts: [0], reads: [] });
    await member.run(3_000);
    expect(member.calls.starts).toHaveLength(2);
    await member.run(3 * MINUTE);
    expect(member.view().outcome).toBeNull();
  });

  test('ends after an hour of it with fewer than 60 starts, though MX can be read', async () => {
    const member = await startMember({
      start: () => fails('unreachable'),
      read: () => idle('CREATED'),
    });
    await member.run(59 * MINUTE);
    expect(member.view().outcome).toBeNull();
    expect(member.calls.starts.length).toBeLessThan(60);
    await member.run(5 * MINUTE);
    expect(member.view().outcome).toMatchObject({
      reason: 'unreachable',
      lastFault: { code: 'unreachable' },
    });
  });

  test('with signedOut goes on when a hint comes after the sign-in', async () => {
    const member = await startMember({
      start: inOrder(new MxError('signedOut'), running('CREATED')),
      read: () => idle('CREATED'),
    });
    expect(member.view().warning).toMatchObject({ code: 'signedOut' });
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls).toMatchObject({ reads: [0], starts: [0, 0] });
    expect(member.view().warning).toBeNull();
  });
});

describe('a start', () => {
  test.each([
    ['badRequest', 'refused'],
    ['notAllowed', 'refused'],
    ['unauthorized', 'unauthorized'],
    ['forbidden', 'forbidden'],
  ] as const)('that MX answers with %s ends the lifecycle at once: %s', async (code, reason) => {
    const member = await startMember({
      start: () => fails(code),
      read: () => running('CREATED'),
    });
    expect(member.view().outcome).toMatchObject({ reason, nextStep: 'fixIntegration' });
    await member.run(MINUTE);
    expect(member.calls).toMatchObject({ starts: [0], reads: [] });
  });

  test('that MX answers with 404 is no end as long as a poll finds the member', async () => {
    const member = await startMember({
      start: inOrder(new MxError('notFound', { status: 404 }), running('CREATED')),
      read: inOrder(idle('CREATED'), running('CREATED')),
    });
    await member.run(MINUTE);
    expect(member.calls.starts).toHaveLength(2);
    expect(member.view()).toMatchObject({ state: 'aggregating', warning: null });
  });

  test('that MX answers with 404 ends the lifecycle when a poll says so too, 3 s later', async () => {
    const member = await startMember({
      start: () => fails('notFound'),
      read: () => fails('notFound'),
    });
    expect(member.view()).toMatchObject({ rule: 'notFoundOnce', outcome: null });
    await member.run(8_000);
    expect(member.calls.reads).toHaveLength(1);
    expect(member.view().outcome).toMatchObject({ reason: 'notFound', nextStep: 'fixIntegration' });
  });

  test('whose reply is no reading three times in a row, polls between, is misconfigured', async () => {
    const member = await startMember({
      start: () => ({ connection_status: 'CREATED' }) as never,
      read: () => ({ connection_status: 'CREATED' }) as never,
    });
    await member.run(30_000);
    expect(member.calls).toMatchObject({ starts: [0], reads: { length: 2 } });
    expect(member.view().outcome).toMatchObject({ reason: 'misconfigured' });
  });
});

describe('a start that meets a job of another type', () => {
  test('waits for its end, then starts ours', async () => {
    const member = await startMember(
      {
        start: inOrder(new MxError('conflict'), running('CONNECTED')),
        read: (call) => (call < 2 || call === 3 ? running('CONNECTED') : idle('CONNECTED')),
      },
      { job: 'verify' },
    );
    expect(member.actor.getSnapshot().value).toEqual({ aggregating: 'queued' });
    await member.run(7_000);
    expect(member.calls.starts).toHaveLength(1);
    await member.run(2_000);
    expect(member.calls.starts).toHaveLength(2);
    await member.run(15_000);
    expect(member.view().outcome).toMatchObject({ outcome: 'connected', fresh: true });
  });

  test('passes on that job’s question, and still starts ours', async () => {
    const member = await startMember({
      start: inOrder(new MxError('conflict'), running('CONNECTED')),
      read: inOrder(
        challenged('A'),
        running('RESUMED'),
        idle('CONNECTED'),
        running('CONNECTED'),
        idle('CONNECTED'),
      ),
    });
    await member.run(5_000);
    expect(member.view().needs).toBe('answers');
    await member.answer();
    await member.run(6_000);
    expect(member.calls.starts).toHaveLength(2);
    await member.run(15_000);
    expect(member.view().state).toBe('connected');
  });

  test('polls at once on a hint', async () => {
    const member = await startMember({
      start: inOrder(new MxError('conflict'), running('CONNECTED')),
      read: () => idle('CONNECTED'),
    });
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls.starts).toHaveLength(2);
  });

  test('ends at the limit when it meets one again and again', async () => {
    const member = await startMember({
      start: () => fails('conflict'),
      read: () => idle('CONNECTED'),
    });
    await member.run(20 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
  });
});
