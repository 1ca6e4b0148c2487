import {
  begin,
  type FaultCode,
  MACHINE_FAILURES,
  MxError,
  memberMachine,
  memberView,
  persist,
  type Reading,
  recordView,
  STATUSES,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { challenged, idle, inOrder, MEMBER, running, startMember } from '../support/fake-member.ts';
import { take } from '../support/steps.ts';

const MINUTE = 60_000;
const never = () => new Promise<never>(() => {});
/** A start whose reply tells of no success, so that any success is newer. */
const start = () => running('CONNECTED', { successfullyAggregatedAt: null });
const success = idle('CONNECTED', { successfullyAggregatedAt: '2026-01-01T00:00:00Z' });

test('a screen sees every step of two rounds', async () => {
  const seen: unknown[] = [];
  const member = await startMember({
    read: inOrder(challenged('A'), challenged('B'), running('RESUMED'), idle('CONNECTED')),
  });
  const look = () => {
    const { state, busy, needs, round, challenges } = member.view();
    seen.push([state, busy, needs, round, challenges.map(({ guid }) => guid).join()]);
  };
  look();
  await member.run(2_000);
  look();
  await member.answer();
  look();
  await member.run(2_000);
  look();
  await member.answer();
  await member.run(12_000);
  look();
  expect(seen).toEqual([
    ['aggregating', true, null, 0, ''],
    ['challenged', false, 'answers', 1, 'A'],
    ['resumed', true, null, 1, ''],
    ['challenged', false, 'answers', 2, 'B'],
    ['connected', false, null, 2, ''],
  ]);
  expect(member.emitted.map(({ type }) => type)).toEqual([
    'challenged',
    'resumed',
    'challenged',
    'resumed',
    'ended',
  ]);
});

test('authorizing needs the user’s authorization', async () => {
  const member = await startMember({ read: () => idle('PENDING') });
  await member.run(2_000);
  expect(member.view()).toMatchObject({ busy: false, needs: 'authorization', round: 0 });
});

test('the tags say who is waited for', async () => {
  const tags = async (read: () => Reading, job: 'aggregate' | null = 'aggregate') => {
    const member = await startMember({ read }, { job });
    await member.run(2_000);
    return [...member.actor.getSnapshot().tags];
  };
  expect(await tags(() => running('CREATED'))).toEqual(['busy']);
  expect(await tags(() => challenged('A'))).toEqual(['needsUser']);
  expect(await tags(() => idle('PENDING'), null)).toEqual(['needsUser']);
});

test('an answer from elsewhere is emitted as resumed, once', async () => {
  const member = await startMember({ read: inOrder(challenged('A'), running('RESUMED')) });
  await member.run(40_000);
  expect(member.emitted.map(({ type }) => type)).toEqual(['challenged', 'resumed']);
});

describe('how long', () => {
  test('a phase has lasted is known from the calls', async () => {
    const member = await startMember({ read: () => running('CREATED') });
    const began = member.view().since;
    await member.run(31_000);
    expect(member.view().since).toBe(began);
    expect(member.view().elapsed).toBeGreaterThan(27_000);
    expect(member.view().elapsed).toBeLessThanOrEqual(31_000);
  });

  test('is not known before MX has answered', async () => {
    const member = await startMember({ start: never, read: never });
    expect(member.view()).toMatchObject({ since: null, elapsed: null, isSlow: false });
  });

  test('is slow after a busy minute, whatever MX shows, but never while the user is needed', async () => {
    const busy = await startMember({
      read: (call) => running(call % 2 ? 'CREATED' : 'CONNECTED'),
    });
    await busy.run(58_000);
    expect(busy.view().isSlow).toBe(false);
    await busy.run(6_000);
    expect(busy.view().isSlow).toBe(true);
    const asked = await startMember({ read: () => challenged('A') });
    await asked.run(5 * MINUTE);
    expect(asked.view().isSlow).toBe(false);
  });
});

describe('the status', () => {
  test.each(['CREATED', 'DELAYED', 'CONNECTED', null] as const)('%s is explained', async (name) => {
    const member = await startMember({ read: () => running(name) });
    await member.run(2_000);
    const { meaning } = STATUSES[name ?? 'null'];
    expect(member.view().status).toEqual({ name, known: true, meaning, message: null });
  });

  test('comes with MX’s own sentence for the user', async () => {
    const message = 'We are gathering your data.';
    const member = await startMember({ read: () => running('CREATED', { message }) });
    await member.run(2_000);
    expect(member.view().status).toMatchObject({ name: 'CREATED', message });
  });

  test('is never one of the state before', async () => {
    const member = await startMember({
      start: () => challenged('OLD'),
      read: inOrder(challenged('A'), running('RESUMED'), idle('PENDING')),
      submit: () => challenged('A'),
    });
    const look = () => [member.view().state, member.view().status?.name ?? null];
    const seen = [look()];
    await member.run(2_000);
    seen.push(look());
    await member.answer();
    seen.push(look());
    await member.run(2_000);
    seen.push(look());
    await member.run(4_000);
    seen.push(look());
    expect(seen).toEqual([
      ['aggregating', null],
      ['challenged', 'CHALLENGED'],
      ['resumed', null],
      ['resumed', 'RESUMED'],
      ['authorizing', 'PENDING'],
    ]);
  });

  test.each(['toString', 'null', '__proto__', 'NEW_ONE'])(
    '%s, which nobody knows, is named as such',
    async (name) => {
      const member = await startMember({ read: () => running(name) });
      await member.run(2_000);
      expect(member.view().status).toMatchObject({ name, known: false });
      expect(member.view().status?.meaning).toContain(name);
    },
  );
});

describe('the outcome', () => {
  test('of a success says what it is', async () => {
    const member = await startMember({ start, read: () => success });
    await member.run(2_000);
    expect(member.view()).toMatchObject({
      busy: false,
      needs: null,
      outcome: {
        outcome: 'connected',
        fresh: true,
        message: 'The account is connected.',
        advice: null,
      },
    });
  });

  test('of a success that MX does not tell to be new says so', async () => {
    const member = await startMember({ start: () => success, read: () => success });
    await member.run(9_000);
    expect(member.view().outcome).toMatchObject({
      fresh: false,
      advice: 'MX has not shown that a new job has ended, so the data may be older.',
    });
  });

  test.each(Object.entries(STATUSES).filter(([, row]) => row.class === 'failed'))(
    'of %s has its sentence and what to do',
    async (name, { meaning }) => {
      const member = await startMember({ read: () => idle(name) });
      await member.run(9_000);
      expect(member.view().outcome).toMatchObject({
        outcome: 'failed',
        connectionStatus: name,
        message: meaning,
        advice: expect.stringMatching(/\.$/),
      });
    },
  );

  test('of an error code says what the code means', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), idle('FAILED', { errorCode: 3001 })),
    });
    await member.run(9_000);
    expect(member.view().outcome).toMatchObject({
      message: 'The institution is under maintenance.',
    });
  });

  test('of a cancelled one is that, whatever MX shows', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.send({ type: 'cancel' });
    expect(member.view()).toMatchObject({
      state: 'failed',
      challenges: [],
      outcome: {
        reason: 'cancelled',
        message: MACHINE_FAILURES.cancelled.meaning,
        advice: 'Start again.',
      },
    });
    expect(member.emitted.at(-1)).toMatchObject({
      type: 'ended',
      output: { reason: 'cancelled' },
    });
  });
});

test('the old error of an OAuth member is not shown as its status while the user is at the bank', async () => {
  const member = await startMember({ read: () => idle('DENIED') }, { job: null, oauth: true });
  await member.run(2_000);
  expect(member.view()).toMatchObject({ state: 'authorizing', status: null });
});

test('an end that MX did not show still shows what it showed last', async () => {
  const member = await startMember({ read: () => challenged('A') });
  await member.run(40 * MINUTE);
  expect(member.view()).toMatchObject({
    state: 'failed',
    status: { name: 'CHALLENGED' },
    outcome: { reason: 'abandoned' },
  });
});

describe('the revision', () => {
  test('grows when the user is asked, when an answer is refused or sent, and at the end', async () => {
    const member = await startMember({
      start,
      read: inOrder(running('CONNECTED'), challenged('A'), challenged('A'), success),
    });
    const revision = () => member.view().revision;
    const seen = [revision()];
    for (const step of [
      () => member.run(2_000), // The status is the one of the start's reply.
      () => member.run(3_000), // The user is asked.
      () => member.run(20_000), // The same question still stands.
      () => member.send({ type: 'challenge.answer', answers: [], prompt: 1 }),
      () => member.send({ type: 'challenge.answer', answers: [], prompt: 1 }),
      () => member.send({ type: 'challenge.answer', answers: [], prompt: 0 }),
      () => member.answer(),
      () => member.run(2_000), // It ends.
    ]) {
      await step();
      seen.push(revision());
    }
    const begun = seen[0] ?? 0;
    expect(seen.map((one) => one - begun)).toEqual([0, 0, 1, 1, 2, 2, 2, 4, 5]);
    expect(member.view().state).toBe('connected');
  });

  test('grows when another question takes the place of the one that stands', async () => {
    const member = await startMember({ start, read: inOrder(challenged('A'), challenged('B')) });
    await member.run(2_000);
    const { revision } = member.view();
    await member.run(20_000);
    expect(member.view()).toMatchObject({ prompt: 2, revision: revision + 1 });
  });

  test('grows when one of several problems is another one', async () => {
    const member = await startMember({ start, read: () => challenged('A', 'B') });
    await member.run(2_000);
    const revisionAfter = (...values: readonly string[]) => {
      const answers = values.map((value, index) => ({ guid: 'AB'[index] ?? '', value }));
      member.send({ type: 'challenge.answer', answers, prompt: 1 });
      return member.view().revision;
    };
    const first = revisionAfter('');
    expect(revisionAfter('', '')).toBe(first + 1);
    expect(revisionAfter('x', '')).toBe(first + 2);
    expect(revisionAfter('x', '')).toBe(first + 2);
  });

  test("grows with MX's own sentence, and not with what it says of another state", async () => {
    const member = await startMember({
      start,
      read: inOrder(
        running('CREATED', { message: 'We look.' }),
        running('CREATED', { message: 'We look on.' }),
        running('PENDING', { message: 'Go to the bank.' }),
        running('PENDING', { message: 'Be quick.' }),
      ),
    });
    const seen: number[] = [];
    for (const ms of [2_000, 3_000, 3_000, 3_000]) {
      await member.run(ms);
      seen.push(member.view().revision);
    }
    const [first = 0] = seen;
    expect(seen.map((one) => one - first)).toEqual([0, 1, 2, 2]);
  });

  test('does not grow with a refusal that is shown only when MX was polled', () => {
    let { record } = begin({ member: MEMBER, job: null });
    for (const said of [
      { type: 'elapsed' },
      { type: 'done', call: 'readStatus', reading: { ...challenged('A'), at: 1 } },
      { type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }] },
    ] as const)
      ({ record } = take(record, said));
    const before = recordView(record);
    const fault = { code: 'badRequest', at: 2 } as const;
    ({ record } = take(record, { type: 'error', call: 'submitAnswers', fault }));
    expect(recordView(record)).toMatchObject({ problems: [], revision: before.revision });
    const reading = { ...challenged('A'), at: 3 };
    ({ record } = take(record, { type: 'done', call: 'readStatus', reading }));
    expect(recordView(record)).toMatchObject({
      problems: [{ code: 'refused' }],
      revision: before.revision + 1,
    });
  });

  test('does not grow with the clock, the rule or a poll alone', async () => {
    const member = await startMember({
      read: (call) => (call % 3 ? running('CREATED') : running('CREATED', { aggregatedAt: null })),
    });
    await member.run(2_000);
    const { revision, elapsed } = member.view();
    await member.run(30_000);
    expect(member.view().revision).toBe(revision);
    expect(member.view().elapsed).toBeGreaterThan(elapsed ?? 0);
  });
});

describe('a new attempt after an ended one', () => {
  const ended = async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.send({ type: 'cancel' });
    return persist(member.actor.getSnapshot());
  };

  test('goes on from its turn, prompt and revision, so that nothing late fits', async () => {
    const after = await ended();
    const { turn, prompt, revision } = after.context;
    const { record, effects } = begin({ member: MEMBER, job: 'aggregate', after });
    expect(effects).toMatchObject([{ type: 'startJob', turn: turn + 1 }]);
    expect(record.context).toMatchObject({ turn: turn + 1, prompt, revision: revision + 1 });
    const next = await startMember({ read: () => challenged('B') }, { after });
    expect(next.view()).toMatchObject({ round: 0, prompt, revision: revision + 2, outcome: null });
    await next.run(2_000);
    expect(next.view()).toMatchObject({ round: 1, prompt: prompt + 1, needs: 'answers' });
    next.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'late' }], prompt });
    expect(next.emitted.at(-1)).toMatchObject({ problems: [{ code: 'superseded' }] });
    expect(next.calls.submissions).toEqual([]);
  });

  test('is refused after one that has not ended, or that is no record', () => {
    const after = begin({ member: MEMBER, job: 'aggregate' }).record;
    const input = { member: MEMBER, job: 'aggregate' } as const;
    expect(() => begin({ ...input, after })).toThrow('input.after must be a record that has ended');
    expect(() => begin({ ...input, after: {} as never })).toThrow('record.schema is missing');
  });
});

test.each<FaultCode>(['unreachable', 'rateLimited', 'malformed', 'unexpected'])(
  'warning with %s is said in words, and passes',
  async (code) => {
    const member = await startMember({ read: inOrder(new MxError(code), running('CREATED')) });
    await member.run(2_000);
    expect(member.view().warning).toEqual({
      code,
      message: expect.stringMatching(/^MX|^The call/),
    });
    await member.run(10_000);
    expect(member.view().warning).toBeNull();
  },
);

test('an actor that could not start has nothing to show, and says so', () => {
  const actor = createActor(memberMachine, { input: {} as never });
  expect(() => memberView(actor.getSnapshot())).toThrow('could not start; its `snapshot.error`');
});
