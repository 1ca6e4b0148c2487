import { MxError } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { challenged, idle, inOrder, running, startMember } from '../support/fake-member.ts';

const MINUTE = 60_000;

test.each([
  ['busy', () => running('CREATED'), 15 * MINUTE, 'tookTooLong', 'tryLater'],
  ['needsUser', () => challenged('A'), 30 * MINUTE, 'abandoned', 'restart'],
])('%s ends after its default time', async (_, read, limit, reason, nextStep) => {
  const member = await startMember({ read });
  await member.run(limit);
  expect(member.view().outcome).toBeNull();
  await member.run(2 * MINUTE);
  expect(member.view()).toMatchObject({ rule: 'deadline', outcome: { reason, nextStep } });
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

describe('a late good answer still wins', () => {
  const deadlines = { busy: 5_000, needsUser: 10_000 };

  test('success', async () => {
    const member = await startMember(
      { read: inOrder(running('CREATED'), running('CREATED'), idle('CONNECTED')) },
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
    await member.run(22_000);
    expect(member.view().state).toBe('resumed');
  });
});

test('a question that comes and goes without end, and without an answer of ours, is an end', async () => {
  const read = (call: number) => (call % 2 === 0 ? challenged('A') : running('RESUMED'));
  const member = await startMember({ read });
  await member.run(80 * MINUTE);
  expect(member.view().outcome).toBeNull();
  await member.run(15 * MINUTE);
  expect(member.view().outcome).toMatchObject({ outcome: 'failed' });
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

test('the answer begins a new busy phase, timed from MX’s reply', async () => {
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
  await member.run(2_000);
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
  await member.run(4 * MINUTE);
  expect(member.view()).toMatchObject({ trouble: null });
  expect(member.calls.reads.length).toBeGreaterThan(6);
  expect(member.view().outcome).toBeNull();
  await member.run(MINUTE);
  expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
});
