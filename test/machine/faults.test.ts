import {
  createMemberActors,
  MxError,
  memberMachine,
  memberView,
  toFault,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { challenged, idle, inOrder, MEMBER, running, startMember } from '../support/fake-member.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';

const MINUTE = 60_000;
const fault = (code: ConstructorParameters<typeof MxError>[0], details = {}) =>
  new MxError(code, details);

describe('a start', () => {
  test.each(['unreachable', 'rateLimited', 'malformed', 'unexpected'] as const)(
    'that fails with %s is tried again, paced',
    async (code) => {
      const member = await startMember({
        start: inOrder(fault(code), fault(code), running('CONNECTED')),
        read: () => running('CREATED'),
      });
      expect(member.view().warning).toMatchObject({ code });
      await member.run(MINUTE);
      const [first = 0, second = 0, third = 0] = member.calls.starts;
      expect(second - first).toBeGreaterThanOrEqual(6_000);
      expect(third - second).toBeGreaterThanOrEqual(12_000);
      expect(member.calls.starts).toHaveLength(3);
      expect(member.view().warning).toBeNull();
    },
  );

  test('that keeps failing is given up after five times', async () => {
    const member = await startMember({
      start: () => {
        throw fault('unreachable');
      },
      read: () => running('CREATED'),
    });
    await member.run(10 * MINUTE);
    expect(member.calls.starts).toHaveLength(5);
    expect(member.calls.reads).toHaveLength(0);
    expect(member.view().outcome).toMatchObject({
      reason: 'unreachable',
      warning: { code: 'unreachable' },
    });
  });

  test.each([
    ['badRequest', 'badRequest'],
    ['notAllowed', 'badRequest'],
    ['unauthorized', 'unauthorized'],
    ['forbidden', 'forbidden'],
    ['notFound', 'notFound'],
  ] as const)('that MX answers with %s ends the lifecycle at once: %s', async (code, reason) => {
    const member = await startMember({
      start: () => {
        throw fault(code);
      },
      read: () => running('CREATED'),
    });
    expect(member.view().outcome).toMatchObject({ reason, nextStep: 'fixIntegration' });
    await member.run(MINUTE);
    expect(member.calls.starts).toHaveLength(1);
  });

  test('while a job of another type runs waits for its end, then starts ours', async () => {
    const member = await startMember(
      {
        start: inOrder(fault('conflict'), running('CONNECTED')),
        read: (call) => (call < 2 || call === 3 ? running('CONNECTED') : idle('CONNECTED')),
      },
      { job: 'verify' },
    );
    expect(member.actor.getSnapshot().value).toEqual({ aggregating: 'queued' });
    await member.run(7_000);
    expect(member.calls.starts).toHaveLength(1);
    await member.run(2_000);
    expect(member.calls.starts).toHaveLength(2);
    await member.run(10_000);
    expect(member.view().outcome).toMatchObject({ outcome: 'connected', fresh: true });
  });

  test('that waits for another job passes on that job’s question, and still starts ours', async () => {
    const member = await startMember({
      start: inOrder(fault('conflict'), running('CONNECTED')),
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
    await member.run(6_000);
    expect(member.view().state).toBe('connected');
  });

  test('that waits looks at once when it is told of news', async () => {
    const member = await startMember({
      start: inOrder(fault('conflict'), running('CONNECTED')),
      read: () => idle('CONNECTED'),
    });
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls.starts).toHaveLength(2);
  });

  test('whose retry waits is not hurried by news', async () => {
    const member = await startMember({
      start: inOrder(fault('unreachable'), running('CONNECTED')),
      read: () => running('CREATED'),
    });
    member.send({ type: 'status.changed' });
    await member.run(1_000);
    expect(member.calls).toMatchObject({ starts: [0], reads: [] });
  });

  test('that meets another job again and again ends at the deadline', async () => {
    const member = await startMember({
      start: () => {
        throw fault('conflict');
      },
      read: () => idle('CONNECTED'),
    });
    await member.run(20 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'tookTooLong' });
  });
});

describe('a reading', () => {
  test.each(['badRequest', 'notAllowed', 'unauthorized', 'forbidden', 'notFound'] as const)(
    'that MX answers with %s ends the lifecycle at once',
    async (code) => {
      const member = await startMember({
        read: () => {
          throw fault(code);
        },
      });
      await member.run(MINUTE);
      expect(member.calls.reads).toHaveLength(1);
      expect(member.view().outcome).toMatchObject({
        outcome: 'failed',
        reason: code === 'notAllowed' ? 'badRequest' : code,
        warning: { code },
      });
    },
  );

  test.each(['unreachable', 'rateLimited', 'malformed', 'unexpected', 'conflict'] as const)(
    'that fails with %s leaves the question open and says what the warning is',
    async (code) => {
      const member = await startMember({ read: inOrder(challenged('A'), fault(code)) });
      await member.run(22_000);
      expect(member.view()).toMatchObject({
        state: 'challenged',
        challenges: [{ guid: 'A' }],
        warning: { code, message: expect.stringMatching(/\.$/) },
      });
    },
  );

  test('of an OAuth member that fails leaves it authorizing', async () => {
    const member = await startMember(
      { read: inOrder(idle('PENDING'), fault('unreachable')) },
      { job: null },
    );
    await member.run(30_000);
    expect(member.view()).toMatchObject({ state: 'authorizing', warning: { code: 'unreachable' } });
  });

  test('after an answer that fails leaves the job going on', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), fault('unreachable')) });
    await member.run(2_000);
    await member.answer();
    await member.run(2_000);
    expect(member.view()).toMatchObject({ state: 'resumed', warning: { code: 'unreachable' } });
  });
});

describe('answers', () => {
  const answering = async (
    code: ConstructorParameters<typeof MxError>[0],
    then = challenged('A'),
  ) => {
    const member = await startMember({
      read: inOrder(challenged('A'), then),
      submit: () => {
        throw fault(code);
      },
    });
    await member.run(2_000);
    await member.answer();
    return member;
  };

  test('that come too late (405) make the machine look at once', async () => {
    const member = await answering('notAllowed', idle('EXPIRED'));
    expect(member.calls.reads).toHaveLength(2);
    await member.run(4_000);
    expect(member.view().outcome).toMatchObject({ reason: 'expired' });
  });

  test('that MX refuses (400, 422) come back as a problem; the round goes on', async () => {
    const member = await answering('badRequest');
    expect(member.view()).toMatchObject({
      state: 'challenged',
      round: 1,
      problems: [{ guid: 'A', code: 'badRequest' }],
      warning: null,
    });
    expect(member.emitted.filter(({ type }) => type === 'challenged')).toHaveLength(1);
    expect(member.emitted.at(-1)).toMatchObject({ type: 'answer.refused' });
    await member.answer('again');
    expect(member.calls.submissions).toHaveLength(2);
  });

  test.each(['unreachable', 'rateLimited', 'malformed', 'unexpected', 'conflict'] as const)(
    'whose reply is lost (%s) are not sent again; MX is read, and a person decides',
    async (code) => {
      const member = await answering(code);
      expect(member.view()).toMatchObject({ state: 'resumed', warning: { code } });
      await member.run(1_600);
      expect(member.calls.reads).toHaveLength(2);
      expect(member.view()).toMatchObject({
        state: 'challenged',
        round: 1,
        warning: { code: 'lost' },
      });
      await member.answer();
      expect(member.calls.submissions).toHaveLength(2);
    },
  );

  test('whose reply is lost, of a round that was replaced meanwhile, are forgotten', async () => {
    const member = await answering('unreachable', challenged('B'));
    await member.run(2_000);
    expect(member.view()).toMatchObject({ state: 'challenged', round: 2, warning: null });
  });

  test.each(['unauthorized', 'forbidden', 'notFound'] as const)(
    '%s ends the lifecycle',
    async (code) => {
      expect((await answering(code)).view().outcome).toMatchObject({ reason: code });
    },
  );
});

describe('a mistake of the host', () => {
  test('a machine without its actors ends at once and says so', async () => {
    const actor = createActor(memberMachine, {
      input: { member: MEMBER, job: 'aggregate' },
      clock: new VirtualClock(),
    }).start();
    await settle();
    expect(memberView(actor.getSnapshot()).outcome).toMatchObject({
      reason: 'misconfigured',
      nextStep: 'fixIntegration',
    });
  });

  test('an error that no clock has stamped comes from no port, and ends it at once', async () => {
    const actor = createActor(
      memberMachine.provide({
        actors: { startJob: fromPromise(() => Promise.reject({ code: 'unreachable' })) },
      }),
      { input: { member: MEMBER, job: 'aggregate' }, clock: new VirtualClock() },
    ).start();
    await settle();
    expect(memberView(actor.getSnapshot()).outcome).toMatchObject({ reason: 'misconfigured' });
  });

  test('answers that XState’s own persistence has dropped are not sent as nothing', async () => {
    const submissions: unknown[] = [];
    const port = {
      startJob: async () => running('CONNECTED'),
      readStatus: async () => challenged('A'),
      submitAnswers: async (request: unknown) => {
        submissions.push(request);
        return running('RESUMED');
      },
    };
    const { submitAnswers } = createMemberActors(port);
    const actor = createActor(submitAnswers, { input: { member: MEMBER } as never });
    const failure = new Promise((resolve) => actor.subscribe({ error: resolve }));
    actor.start();
    expect(await failure).toMatchObject({ code: 'unexpected' });
    expect(submissions).toEqual([]);
  });
});

describe('whatever a port throws becomes plain data', () => {
  test.each([
    [
      fault('rateLimited', { status: 429, retryAfter: 1500.4 }),
      { code: 'rateLimited', status: 429, retryAfter: 1500, at: 7 },
    ],
    [new TypeError('x is not a function'), { code: 'unexpected', at: 7 }],
    ['text', { code: 'unexpected', at: 7 }],
    [undefined, { code: 'unexpected', at: 7 }],
    [null, { code: 'unexpected', at: 7 }],
    [
      { code: 'ECONNRESET', request: { password: 'p' } },
      { code: 'unexpected', at: 7 },
    ],
    [
      { code: 'unreachable', status: 'no', retryAfter: -1, body: 'secret' },
      { code: 'unreachable', at: 7 },
    ],
  ])('%o', (thrown, plain) => {
    expect(toFault(thrown, 7)).toEqual(plain);
  });
});
