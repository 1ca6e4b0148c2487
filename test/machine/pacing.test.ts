import { begin as begun, type MemberInput, MxError, step } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import {
  challenged,
  idle,
  inOrder,
  MEMBER,
  type MxBehaviour,
  running,
  startMember,
} from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

const MINUTE = 60_000;

/** The waits between polls, beginning with the one before the first, while `ms` pass. */
async function waits(mx: MxBehaviour, ms: number, input: Partial<MemberInput> = {}) {
  const member = await startMember(mx, input);
  await member.run(ms);
  return member.calls.reads.map((at, index, all) => at - (all[index - 1] ?? 0));
}

const down = (more = {}) => ({
  read: () => {
    throw new MxError('unreachable', more);
  },
});

test('the first poll comes 1 to 1.5 s after the start, then one every 3 s for two minutes', async () => {
  const [first, ...others] = await waits({ read: () => running('CREATED') }, 2 * MINUTE);
  expect(first).toBeGreaterThanOrEqual(1_000);
  expect(first).toBeLessThanOrEqual(1_500);
  expect(new Set(others)).toEqual(new Set([3_000]));
});

test('after two minutes each wait is a quarter longer, up to 10 s', async () => {
  const all = await waits({ read: () => running('CREATED') }, 5 * MINUTE);
  const grown = all.slice(all.lastIndexOf(3_000) + 1);
  for (const [index, wait] of grown.entries()) {
    const before = grown[index - 1];
    // The first step begins somewhere between two polls, so it is shorter.
    if (before !== undefined) expect(wait).toBeCloseTo(Math.min(10_000, before * 1.25), -1);
  }
  expect(grown.at(0)).toBeLessThan(3_751);
  expect(grown.at(-1)).toBe(10_000);
});

test('while the user is needed the waits grow from 20 s by a quarter to 60 s', async () => {
  const [, ...all] = await waits({ read: () => challenged('A') }, 20 * MINUTE);
  expect(all.slice(0, 7)).toEqual([20_000, 25_000, 31_250, 39_063, 48_828, 60_000, 60_000]);
});

test('an OAuth window is watched at the same pace', async () => {
  const [, second, third] = await waits({ read: () => idle('PENDING') }, 5 * MINUTE, { job: null });
  expect([second, third]).toEqual([20_000, 25_000]);
});

test('the first poll after an answer comes after 1 to 1.5 s', async () => {
  const member = await startMember({ read: () => challenged('A') });
  await member.run(30_000);
  const before = member.clock.now();
  await member.answer();
  await member.run(1_500);
  const after = (member.calls.reads.at(-1) ?? 0) - before;
  expect(after).toBeGreaterThanOrEqual(1_000);
});

test('a failed poll doubles the wait, up to a minute and a quarter', async () => {
  const [, ...all] = await waits(down(), 10 * MINUTE);
  for (const [index, wait] of all.entries()) {
    const least = Math.min(60_000, 3_000 * 2 ** (index + 1));
    expect(wait).toBeGreaterThanOrEqual(least);
    expect(wait).toBeLessThanOrEqual(least * 1.25);
  }
  expect(Math.min(...all.slice(-5))).toBeGreaterThanOrEqual(67_500);
});

test('a failed poll while the user is needed waits twice as long as usual there', async () => {
  const [, second, third = 0] = await waits(
    { read: inOrder(challenged('A'), new MxError('unreachable')) },
    2 * MINUTE,
  );
  expect(second).toBe(20_000);
  expect(third).toBeGreaterThanOrEqual(40_000);
  expect(third).toBeLessThanOrEqual(50_000);
});

test('a crowd does not come back in step', async () => {
  const crowd = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      waits(down(), MINUTE, { member: { userGuid: 'USR-1', memberGuid: `MBR-${n}` } }),
    ),
  );
  expect(new Set(crowd.map(([first]) => first)).size).toBeGreaterThan(40);
  expect(new Set(crowd.map(([, second]) => second)).size).toBeGreaterThan(40);
});

test('the first polls of a hundred members are spread over the half second, however alike their guids are', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 100; n++) {
    const member = { userGuid: 'USR-1', memberGuid: `MBR-${n}` };
    const [wait] = begun({ member, job: null }).effects;
    if (wait?.type !== 'wait') throw new Error('expected a wait');
    const tenth = Math.min(9, Math.floor((wait.ms - 1_000) / 50));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(5);
  expect(Math.max(...tenths)).toBeLessThan(15);
});

test('a run can be replayed: the same member waits the same', async () => {
  expect(await waits(down(), 10 * MINUTE)).toEqual(await waits(down(), 10 * MINUTE));
});

describe('a 429', () => {
  const limited = (retryAfter: number) => ({
    read: (call: number) => {
      if (call === 0) throw new MxError('rateLimited', { status: 429, retryAfter });
      return running('CREATED');
    },
  });

  test('is waited out for as long as MX asks', async () => {
    const [, second = 0, third] = await waits(limited(90_000), 5 * MINUTE);
    expect(second).toBeGreaterThanOrEqual(90_000);
    expect(second).toBeLessThanOrEqual(92_000);
    expect(third).toBe(3_000);
  });

  test('on the answers is waited out too', async () => {
    const member = await startMember({
      read: () => challenged('A'),
      submit: () => {
        throw new MxError('rateLimited', { status: 429, retryAfter: 60_000 });
      },
    });
    await member.run(2_000);
    const before = member.calls.reads.length;
    await member.answer();
    await member.run(59_000);
    expect(member.calls.reads).toHaveLength(before);
    await member.run(2_000);
    expect(member.calls.reads).toHaveLength(before + 1);
  });

  test('is not cut short by a hint', async () => {
    const member = await startMember(limited(90_000));
    await member.run(2_000);
    member.send({ type: 'status.changed' });
    await member.run(80_000);
    expect(member.calls.reads).toHaveLength(1);
  });

  test('that asks for years does not outlast the deadline', async () => {
    const never = down({ retryAfter: 1e15 });
    const member = await startMember(never, { deadlines: { unreachable: 5 * MINUTE } });
    await member.run(10 * MINUTE);
    expect(member.calls.reads).toHaveLength(2);
    expect(member.view().outcome).toMatchObject({ reason: 'unreachable' });
  });

  test('that asks for more than a timer can hold is not followed at once', async () => {
    const deadlines = { unreachable: 2 ** 31 - 1 };
    const [, second] = await waits(limited(1e15), 2 ** 31 - 1, { deadlines });
    expect(second).toBeUndefined();
    const fault = { code: 'rateLimited', retryAfter: 1e15, at: 0 } as const;
    const started = begun({ member: MEMBER, job: 'aggregate', deadlines });
    const { effects } = step(started.record, { type: 'error', call: 'startJob', turn: 1, fault });
    expect(effects).toEqual([{ type: 'wait', turn: 2, ms: 2 ** 31 - 1 }]);
  });
});

describe('a hint', () => {
  test('is followed at once', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), idle('EXPIRED')) });
    await member.run(2_000);
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls.reads).toHaveLength(2);
  });

  test('that comes in a storm causes one poll, then the next due one', async () => {
    const member = await startMember({ read: () => running('CREATED') });
    await member.run(2_000);
    const before = member.calls.reads.length;
    for (let n = 0; n < 100; n++) {
      member.send({ type: 'status.changed' });
      await member.run(20);
    }
    expect(member.calls.reads.length - before).toBe(1);
    await member.run(3_000);
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls.reads.length - before).toBe(3);
  });

  test('during a poll causes one more, for this one may have come too early', async () => {
    let answerFirst = (_: unknown) => {};
    const member = await startMember({
      read: (call) =>
        call === 0
          ? new Promise((resolve) => {
              answerFirst = resolve as typeof answerFirst;
            })
          : running('CONNECTED'),
    });
    await member.run(1_500);
    member.send({ type: 'status.changed' });
    member.send({ type: 'status.changed' });
    answerFirst(running('CREATED'));
    await member.run(0);
    expect(member.view().status?.name).toBe('CONNECTED');
    member.send({ type: 'status.changed' });
    await member.run(2_900);
    expect(member.calls.reads).toHaveLength(2);
  });
});

test('a hint during a poll that was made on a hint causes no further one', async () => {
  let answer = (_: unknown) => {};
  const member = await startMember({
    read: (call) =>
      call === 1
        ? new Promise((resolve) => {
            answer = resolve as typeof answer;
          })
        : running('CREATED'),
  });
  await member.run(1_500);
  member.send({ type: 'status.changed' });
  member.send({ type: 'status.changed' });
  answer(running('CREATED'));
  await member.run(2_900);
  expect(member.calls.reads).toHaveLength(2);
});

test('a start that waits for another job polls once for a storm of hints, then when it is due', async () => {
  const member = await startMember({
    start: inOrder(new MxError('conflict')),
    read: () => running('CONNECTED'),
  });
  for (let n = 0; n < 50; n++) {
    member.send({ type: 'status.changed' });
    await settle();
  }
  expect(member.calls.reads).toHaveLength(1);
  await member.run(3_000);
  expect(member.calls.reads).toHaveLength(2);
  member.send({ type: 'status.changed' });
  await settle();
  expect(member.calls.reads).toHaveLength(3);
});

test('every number can be set by the host', async () => {
  const unsafe = { unsafePacing: true };
  const pacing = { first: 100, spread: 0, busy: 200, busyMost: 250 };
  const busy = { ...unsafe, pacing };
  const all = await waits({ read: () => running('CREATED') }, 3 * MINUTE, busy);
  expect([all[0], all[1], all.at(-1)]).toEqual([100, 200, 250]);
  const asked = { needsUser: 1_000, needsUserMost: 1_100, first: 0, spread: 0 };
  const [, ...others] = await waits({ read: () => challenged('A') }, MINUTE, { pacing: asked });
  expect([others[0], others.at(-1)]).toEqual([1_000, 1_100]);
  const failing = { ...unsafe, pacing: { busy: 10, failedMost: 100, first: 0, spread: 0 } };
  const [, ...slow] = await waits(down(), 10_000, failing);
  expect(slow[0]).toBeLessThanOrEqual(25);
  expect(slow.at(-1)).toBeGreaterThanOrEqual(100);
});

test('no pace at all stays none, however often it fails', () => {
  const pacing = { first: 0, busy: 0, busyMost: 0 };
  let { record } = begun({ member: MEMBER, job: null, pacing, unsafePacing: true });
  for (let time = 0; time < 1_100; time++) {
    ({ record } = step(record, { type: 'elapsed', turn: record.context.turn }));
    const fault = { code: 'unreachable', at: 1 } as const;
    const event = { type: 'error', call: 'readStatus', turn: record.context.turn, fault } as const;
    const next = step(record, event);
    expect(next.effects).toMatchObject([{ type: 'wait', ms: 0 }]);
    record = next.record;
  }
});

describe('the pace slows by time alone', () => {
  const stamp = (text: string | undefined) =>
    running('CREATED', text === undefined ? {} : { aggregatedAt: text });

  test.each([
    ['a time stamp that is there and not there', [stamp(undefined), stamp('2026-01-01T00:00:00Z')]],
    [
      'one moment in two spellings',
      [stamp('2026-01-01T00:00:00Z'), stamp('2026-01-01T01:00:00+01:00')],
    ],
    ['another status each time', [running('CREATED'), running('UPDATED'), running('CONNECTED')]],
  ])('also with %s', async (_, readings) => {
    const same = await waits({ read: () => running('CREATED') }, 14 * MINUTE);
    const changing = await waits(
      { read: (call) => inOrder(...readings)(call % readings.length) },
      14 * MINUTE,
    );
    expect(changing).toEqual(same);
    expect(changing.at(-1)).toBe(10_000);
  });
});

describe('a call that takes long', () => {
  /** How long the machine waits after a poll that took so long. */
  const waitAfter = (took: number, reading = running('CREATED')) => {
    let { record } = begun({ member: MEMBER, job: null });
    ({ record } = step(record, { type: 'elapsed', turn: record.context.turn }));
    const { turn } = record.context;
    const stamped = { ...reading, at: 60_000, took };
    const event = { type: 'done', call: 'readStatus', turn, reading: stamped } as const;
    const [wait] = step(record, event).effects.filter((effect) => effect.type === 'wait');
    return wait?.ms;
  };

  test('counts for the pace, which is from send to send', () => {
    expect([0, 1, 1_000, 1_500].map((took) => waitAfter(took))).toEqual([
      3_000, 2_999, 2_000, 1_500,
    ]);
  });

  test('counts for half of the pace at most', () => {
    expect([1_501, 9_000].map((took) => waitAfter(took))).toEqual([1_500, 1_500]);
  });

  test('does not bring a confirming poll nearer: what it showed may be as new as its arrival', () => {
    expect([0, 1_000].map((took) => waitAfter(took, idle('DENIED')))).toEqual([3_010, 3_010]);
    expect([0, 1_000].map((took) => waitAfter(took, idle('CONNECTED')))).toEqual([5_010, 5_010]);
  });
});

describe('a confirming poll', () => {
  test.each([
    ['an error', idle('DENIED'), 3_000],
    ['CONNECTED without proof', idle('CONNECTED'), 5_000],
  ])('of %s comes when it is due, whatever hints come', async (_, reading, least) => {
    const member = await startMember({ read: () => reading });
    await member.run(1_600);
    for (let n = 0; n < 100; n++) {
      member.send({ type: 'status.changed' });
      await member.run(100);
    }
    const [first = 0] = member.calls.reads;
    const last = member.calls.reads.at(-1) ?? 0;
    expect(member.view().outcome).not.toBeNull();
    expect(member.calls.reads).toHaveLength(2);
    expect(last - first).toBeGreaterThanOrEqual(least);
  });

  test('does not wait for a clock that was set back', () => {
    let { record } = begun({ member: MEMBER, job: null });
    const turn = () => ({ turn: record.context.turn });
    ({ record } = step(record, { type: 'elapsed', ...turn() }));
    const reading = { ...idle('DENIED'), at: Date.UTC(2026, 0, 11) };
    ({ record } = step(record, { type: 'done', call: 'readStatus', ...turn(), reading }));
    expect(record.context.finding).toMatchObject({ rule: 'failedOnce' });
    ({ record } = step(record, { type: 'elapsed', ...turn() }));
    const fault = { code: 'unreachable', at: Date.UTC(2026, 0, 1) } as const;
    const { effects } = step(record, { type: 'error', call: 'readStatus', ...turn(), fault });
    expect(effects).toMatchObject([{ type: 'wait', ms: expect.any(Number) }]);
    const [wait] = effects.flatMap((effect) => (effect.type === 'wait' ? [effect.ms] : []));
    expect(wait).toBeLessThanOrEqual(7_500);
  });

  test('comes after three seconds, also while the user is asked', async () => {
    const [, , third] = await waits(
      { read: inOrder(challenged('A'), idle('EXPIRED'), challenged('A')) },
      MINUTE,
    );
    expect(third).toBe(3_010);
  });
});

test('a least pace above the most is kept, not lowered', async () => {
  const pacing = { busy: 20_000, needsUser: 90_000 };
  const [, busy] = await waits({ read: () => running('CREATED') }, MINUTE, { pacing });
  expect(busy).toBe(20_000);
  const [, asked] = await waits({ read: () => challenged('A') }, 3 * MINUTE, { pacing });
  expect(asked).toBe(90_000);
});
