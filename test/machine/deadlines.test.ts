import { MxError } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import {
  challenged,
  fakeMember,
  idle,
  inOrder,
  running,
  startMember,
} from '../support/fake-member.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const MINUTE = 60_000;

test.each([
  ['busy', () => running('CREATED'), 15 * MINUTE, 'tookTooLong', 'tryLater'],
  ['needsUser', () => challenged('A'), 30 * MINUTE, 'abandoned', 'restart'],
])('%s ends after its default time', async (_, read, limit, reason, nextStep) => {
  const member = await startMember({ read });
  await member.run(limit);
  expect(member.view().outcome).toBeNull();
  await member.run(2 * MINUTE);
  expect(member.view()).toMatchObject({ rule: 'limit', outcome: { reason, nextStep } });
});

test('unreachable ends an hour after the first failed call', async () => {
  const member = await startMember({
    read: (call) => {
      if (call < 3) return running('CREATED');
      throw new MxError('unreachable');
    },
  });
  await member.run(60 * MINUTE);
  expect(member.view().outcome).toBeNull();
  await member.run(3 * MINUTE);
  expect(member.view().outcome).toMatchObject({ reason: 'unreachable', nextStep: 'tryLater' });
});

describe('after a limit the next reading still wins, when it shows', () => {
  const deadlines = { busy: 5_000, needsUser: 10_000 };

  test('a success', async () => {
    const member = await startMember(
      {
        start: () => running('CREATED', { successfullyAggregatedAt: null }),
        read: inOrder(
          running('CREATED'),
          running('CREATED'),
          idle('CONNECTED', { successfullyAggregatedAt: '2026-01-01T00:00:07Z' }),
        ),
      },
      { deadlines },
    );
    await member.run(8_000);
    expect(member.view().state).toBe('connected');
  });

  test('a question', async () => {
    const member = await startMember(
      { read: inOrder(running('CREATED'), running('CREATED'), challenged('A')) },
      { deadlines },
    );
    await member.run(8_000);
    expect(member.view().state).toBe('challenged');
  });

  test('the next question', async () => {
    const member = await startMember(
      { read: inOrder(challenged('A'), challenged('B')) },
      { deadlines },
    );
    await member.run(22_000);
    expect(member.view()).toMatchObject({ state: 'challenged', round: 2 });
  });

  test('an answer from elsewhere', async () => {
    const member = await startMember(
      { read: inOrder(challenged('A'), running('RESUMED')) },
      { deadlines },
    );
    await member.run(26_000);
    expect(member.view().state).toBe('resumed');
  });
});

describe('the limit of the whole lifecycle', () => {
  const deadlines = { busy: MINUTE, needsUser: MINUTE, unreachable: MINUTE };
  const total = 5 * MINUTE;

  test('ends questions that come and go, and are answered by nobody here', async () => {
    // Each question is shown once, and then twice that the job goes on.
    const read = (call: number) => (call % 3 === 0 ? challenged(`Q${call}`) : running('RESUMED'));
    const member = await startMember({ read }, { deadlines });
    await member.run(total - 10_000);
    expect(member.view()).toMatchObject({ outcome: null, round: expect.any(Number) });
    expect(member.view().round).toBeGreaterThan(5);
    await member.run(2 * MINUTE);
    expect(member.view()).toMatchObject({ rule: 'limit', outcome: { outcome: 'failed' } });
  });

  /** Somebody who answers whenever a question stands, for so long or until it ends. */
  const answerOn = async (member: Awaited<ReturnType<typeof startMember>>, ms: number) => {
    for (let time = 0; time < ms && member.view().outcome === null; time += 1_000) {
      if (member.view().needs === 'answers') await member.answer();
      await member.run(1_000);
    }
  };

  test.each(['unreachable', 'badRequest', 'notSent'] as const)(
    'ends answers that are given on and on and never taken (%s)',
    async (code) => {
      const member = await startMember(
        {
          read: () => challenged('A'),
          submit: () => {
            throw new MxError(code);
          },
        },
        { deadlines },
      );
      await answerOn(member, total - 10_000);
      expect(member.view().outcome).toBeNull();
      await answerOn(member, MINUTE);
      expect(member.view()).toMatchObject({ rule: 'limit', outcome: { outcome: 'failed' } });
      expect(member.calls.submissions.length).toBeGreaterThan(20);
    },
  );

  test('begins again with each answer that MX took', async () => {
    const member = await startMember({ read: (call) => challenged(`Q${call}`) }, { deadlines });
    await answerOn(member, 3 * total);
    expect(member.view().outcome).toBeNull();
    await member.run(2 * total);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed' });
  });
});

test('each phase has its own time', async () => {
  const member = await startMember(
    { read: (call) => (call < 10 ? running('CREATED') : challenged('A')) },
    { deadlines: { busy: MINUTE } },
  );
  await member.run(40_000);
  expect(member.view().state).toBe('challenged');
  await member.run(2 * MINUTE);
  await member.answer();
  expect(member.view().outcome).toBeNull();
});

test('an answer begins a busy phase, timed from MX’s reply', async () => {
  const member = await startMember(
    { read: (call) => (call < 3 ? challenged('A') : running('RESUMED')) },
    { deadlines: { busy: MINUTE } },
  );
  await member.run(30_000);
  await member.answer();
  await member.run(55_000);
  expect(member.view()).toMatchObject({ state: 'resumed', outcome: null });
  await member.run(10_000);
  expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
});

test('a question that is asked again, because the answer was lost, counts from then: somebody did answer', async () => {
  const member = await startMember(
    {
      read: () => challenged('A'),
      submit: () => {
        throw new MxError('unreachable');
      },
    },
    { deadlines: { needsUser: 3 * MINUTE } },
  );
  await member.run(2 * MINUTE);
  await member.answer();
  await member.run(6_000);
  expect(member.view().state).toBe('challenged');
  await member.run(2 * MINUTE);
  expect(member.view().outcome).toBeNull();
  await member.run(3 * MINUTE);
  expect(member.view().outcome).toMatchObject({ reason: 'abandoned' });
});

test('time in which MX was unreachable does not count against the job', async () => {
  const member = await startMember(
    {
      read: (call) => {
        if (call > 0 && call < 6) throw new MxError('unreachable');
        return running('CREATED');
      },
    },
    { deadlines: { busy: MINUTE } },
  );
  await member.run(3 * MINUTE + 20_000);
  expect(member.view()).toMatchObject({ warning: null });
  expect(member.calls.reads.length).toBeGreaterThan(6);
  expect(member.view().outcome).toBeNull();
  await member.run(MINUTE);
  expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
});

describe('an absence of the host', () => {
  /** A member whose host can be away: its timers stand still while the clock of the world goes on. */
  async function absentHost(mx: Parameters<typeof startMember>[0]) {
    let away = 0;
    const clock = new VirtualClock();
    const member = fakeMember(mx, {}, undefined, clock, () => clock.now() + away);
    await member.start();
    return {
      ...member,
      leave: (ms: number) => {
        away += ms;
      },
    };
  }

  test('of 20 min in a busy phase is no end: the laptop was shut', async () => {
    const member = await absentHost({ read: () => running('CREATED') });
    await member.run(10_000);
    member.leave(20 * MINUTE);
    await member.run(10 * MINUTE);
    expect(member.view().outcome).toBeNull();
    await member.run(10 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
  });

  test('of 20 min after a failed call is no end either', async () => {
    const member = await absentHost({
      read: (call) => {
        if (call === 2) throw new MxError('unreachable');
        return running('CREATED');
      },
    });
    await member.run(8_000);
    expect(member.view().warning).toMatchObject({ code: 'unreachable' });
    member.leave(20 * MINUTE);
    await member.run(10 * MINUTE);
    expect(member.view()).toMatchObject({ outcome: null, warning: null });
  });

  test('of 31 min over a question leaves it to the user who is back', async () => {
    const member = await absentHost({ read: () => challenged('A') });
    await member.run(10_000);
    member.leave(31 * MINUTE);
    await member.run(MINUTE);
    expect(member.view()).toMatchObject({ needs: 'answers', prompt: 1 });
    await member.answer();
    expect(member.calls.submissions).toHaveLength(1);
  });

  test('of two hours in an outage does not count against it', async () => {
    const member = await absentHost({
      read: () => {
        throw new MxError('unreachable');
      },
    });
    await member.run(MINUTE);
    member.leave(120 * MINUTE);
    await member.run(50 * MINUTE);
    expect(member.view().outcome).toBeNull();
  });

  test.each([
    ['back to 1970', -Date.UTC(2026, 0, 1)],
    ['ten days ahead', 10 * 24 * 60 * MINUTE],
  ])('is what a clock looks like that was set %s, and back again: no end', async (_, shift) => {
    const member = await absentHost({ read: () => running('CREATED') });
    await member.run(10_000);
    member.leave(shift);
    await member.run(3_000);
    member.leave(-shift);
    await member.run(10 * MINUTE);
    expect(member.view()).toMatchObject({ state: 'aggregating', outcome: null });
    await member.run(7 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
  });
});
