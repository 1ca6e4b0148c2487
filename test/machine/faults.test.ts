import {
  type FaultCode,
  MxError,
  memberMachine,
  memberView,
  type Reading,
  toFault,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { challenged, idle, inOrder, MEMBER, running, startMember } from '../support/fake-member.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';

const MINUTE = 60_000;
const fails = (code: FaultCode, details = {}) => {
  throw new MxError(code, details);
};

describe('a poll', () => {
  test.each([
    ['badRequest', 'refused'],
    ['notAllowed', 'refused'],
    ['unauthorized', 'unauthorized'],
    ['forbidden', 'forbidden'],
  ] as const)('that MX answers with %s ends the lifecycle at once: %s', async (code, reason) => {
    const member = await startMember({ read: () => fails(code) });
    await member.run(MINUTE);
    expect(member.calls.reads).toHaveLength(1);
    expect(member.view()).toMatchObject({
      rule: 'fatalFault',
      outcome: { outcome: 'failed', reason, nextStep: 'fixIntegration', lastFault: { code } },
    });
  });

  test.each(['unreachable', 'rateLimited', 'malformed', 'unexpected', 'conflict'] as const)(
    'that fails with %s leaves the question open and says what the warning is',
    async (code) => {
      const member = await startMember({ read: inOrder(challenged('A'), new MxError(code)) });
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
      { read: inOrder(idle('PENDING'), new MxError('unreachable')) },
      { job: null },
    );
    await member.run(30_000);
    expect(member.view()).toMatchObject({ state: 'authorizing', warning: { code: 'unreachable' } });
  });

  test('after an answer that fails leaves the job going on', async () => {
    const member = await startMember({
      read: inOrder(challenged('A'), new MxError('unreachable')),
    });
    await member.run(2_000);
    await member.answer();
    await member.run(2_000);
    expect(member.view()).toMatchObject({ state: 'resumed', warning: { code: 'unreachable' } });
  });

  test('that fails leaves what the poll before has shown to be confirmed', async () => {
    const member = await startMember({
      read: inOrder(idle('DENIED'), new MxError('unreachable'), idle('DENIED')),
    });
    await member.run(20_000);
    expect(member.calls.reads).toHaveLength(3);
    expect(member.view().outcome).toMatchObject({ reason: 'credentials' });
  });
});

describe('a 404', () => {
  test('of a replica that does not know a new member yet is no end', async () => {
    const member = await startMember(
      { read: inOrder(new MxError('notFound', { status: 404 }), running('CREATED')) },
      { job: null },
    );
    await member.run(2_000);
    expect(member.view()).toMatchObject({ rule: 'notFoundOnce', warning: { code: 'notFound' } });
    await member.run(10_000);
    expect(member.view()).toMatchObject({ state: 'aggregating', warning: null });
  });

  test('is confirmed by a poll at least 3 s later, also when a hint comes before', async () => {
    const member = await startMember({ read: () => fails('notFound') }, { job: null });
    await member.run(2_000);
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.view().outcome).toBeNull();
    await member.run(20_000);
    expect(member.view().outcome).toMatchObject({ reason: 'notFound', nextStep: 'fixIntegration' });
    const [first = 0] = member.calls.reads;
    expect((member.calls.reads.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(3_000);
  });

  test('of a member that MX has shown before means that it is gone: connect again', async () => {
    const member = await startMember({
      read: inOrder(running('CREATED'), new MxError('notFound')),
    });
    await member.run(30_000);
    expect(member.view().outcome).toMatchObject({
      reason: 'notFound',
      nextStep: 'connectAgain',
      advice: expect.stringContaining('Add the account again'),
    });
  });

  test('on answers is confirmed by polls too', async () => {
    const member = await startMember({
      read: inOrder(challenged('A'), new MxError('notFound')),
      submit: () => fails('notFound'),
    });
    await member.run(2_000);
    await member.answer();
    expect(member.view().outcome).toBeNull();
    await member.run(20_000);
    expect(member.calls.submissions).toHaveLength(1);
    expect(member.view().outcome).toMatchObject({ nextStep: 'connectAgain' });
  });
});

describe('a call that is signed out', () => {
  test('is polled on, with a warning, and at once on the hint after the sign-in', async () => {
    const member = await startMember({
      read: inOrder(challenged('A'), new MxError('signedOut'), challenged('A')),
    });
    await member.run(22_000);
    expect(member.view()).toMatchObject({ needs: 'answers', warning: { code: 'signedOut' } });
    member.send({ type: 'status.changed' });
    await settle();
    expect(member.calls.reads).toHaveLength(3);
    expect(member.view().warning).toBeNull();
  });

  test('for an hour is an end of its own', async () => {
    const member = await startMember({ read: () => fails('signedOut') });
    await member.run(59 * MINUTE);
    expect(member.view().outcome).toBeNull();
    expect(member.calls.reads.length).toBeLessThan(60);
    await member.run(5 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'signedOut', nextStep: 'restart' });
  });
});

describe('a port that is wrong', () => {
  const snakeCase = { connection_status: 'CREATED', is_being_aggregated: true } as never;

  test('and returns what is no reading three times in a row is misconfigured, with the path', async () => {
    const member = await startMember({ read: () => snakeCase });
    await member.run(2_000);
    expect(member.view().warning).toMatchObject({ code: 'badReturn' });
    await member.run(MINUTE);
    expect(member.calls.reads).toHaveLength(3);
    expect(member.view().outcome).toMatchObject({
      reason: 'misconfigured',
      nextStep: 'fixIntegration',
      lastFault: { code: 'badReturn', path: 'reading.connectionStatus' },
    });
  });

  test.each([
    ['a reading', running('CREATED')],
    ['another failure', new MxError('unreachable')],
  ])('and returns what is no reading twice, then %s, is polled on', async (_, between) => {
    const member = await startMember({
      read: (call) => (call % 3 === 2 ? inOrder(between)(0) : snakeCase),
    });
    await member.run(5 * MINUTE);
    expect(member.calls.reads.length).toBeGreaterThan(4);
    expect(member.view().outcome).toBeNull();
  });

  test('in its reply to answers counts as a lost reply', async () => {
    const member = await startMember({ read: () => challenged('A'), submit: () => snakeCase });
    await member.run(2_000);
    await member.answer();
    expect(member.view()).toMatchObject({ state: 'resumed', warning: { code: 'lost' } });
  });

  test('and has thrown a TypeError for an hour is misconfigured if it never returned a reading', async () => {
    const read = () => {
      throw new TypeError('x is not a function');
    };
    const member = await startMember({ read }, { job: null });
    await member.run(59 * MINUTE);
    expect(member.view()).toMatchObject({ warning: { code: 'unexpected' }, outcome: null });
    await member.run(5 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'misconfigured' });
  });

  test('and throws for an hour after a good reading may be offline: unreachable', async () => {
    const read = (call: number) => {
      if (call > 0) throw new TypeError('fetch failed');
      return running('CREATED');
    };
    const member = await startMember({ read }, { job: null });
    await member.run(64 * MINUTE);
    expect(member.view().outcome).toMatchObject({ reason: 'unreachable' });
  });
});

describe('answers', () => {
  const answering = async (code: FaultCode, ...then: readonly (Reading | Error)[]) => {
    const member = await startMember({
      read: inOrder(challenged('A'), ...then),
      submit: () => fails(code),
    });
    await member.run(2_000);
    await member.answer();
    return member;
  };
  const prompts = ({ emitted }: Awaited<ReturnType<typeof answering>>) =>
    emitted.flatMap((one) => (one.type === 'challenged' ? [one.prompt] : []));

  test('that come too late (405) make the machine poll at once', async () => {
    const member = await answering('notAllowed', idle('EXPIRED'));
    expect(member.calls.reads).toHaveLength(2);
    await member.run(4_000);
    expect(member.view().outcome).toMatchObject({ reason: 'expired' });
  });

  test('that MX refuses (400, 422) come back as a problem, and are asked for under a new prompt', async () => {
    const member = await answering('badRequest');
    expect(member.calls.reads).toHaveLength(2);
    expect(member.view()).toMatchObject({
      state: 'challenged',
      round: 1,
      prompt: 2,
      problems: [{ guid: 'A', code: 'refused' }],
      warning: null,
    });
    expect(prompts(member)).toEqual([1, 2]);
    expect(member.emitted.map(({ type }) => type)).toContain('answer.refused');
    await member.answer('again');
    expect(member.calls.submissions).toHaveLength(2);
  });

  test('that MX refuses because it asks something else by now lead to the other question', async () => {
    const member = await answering('badRequest', challenged('B'));
    expect(member.view()).toMatchObject({
      round: 2,
      prompt: 2,
      challenges: [{ guid: 'B' }],
      problems: [],
    });
  });

  test('are not accepted until the poll after a refusal has ended', async () => {
    const member = await startMember({
      read: (call) => (call === 0 ? challenged('A') : new Promise(() => {})),
      submit: () => fails('badRequest'),
    });
    await member.run(2_000);
    await member.answer();
    const { context } = member.actor.getSnapshot();
    for (let times = 0; times < 3; times++) {
      const answers = [{ guid: 'A', value: 'again' }];
      member.send({ type: 'challenge.answer', answers, prompt: 1 });
      await settle();
      expect(member.emitted.at(-1)).toMatchObject({
        type: 'answer.refused',
        prompt: 1,
        problems: [{ code: 'superseded' }],
      });
    }
    expect(member.calls).toMatchObject({ submissions: { length: 1 }, reads: { length: 2 } });
    expect(member.actor.getSnapshot().context).toEqual(context);
  });

  test('that MX refuses each time are followed by a poll each time', async () => {
    const member = await answering('badRequest');
    for (let times = 2; times <= 5; times++) {
      await member.answer();
      expect(member.calls).toMatchObject({
        submissions: { length: times },
        reads: { length: times + 1 },
      });
    }
  });

  test.each([
    'unreachable',
    'rateLimited',
    'malformed',
    'unexpected',
    'conflict',
    'badReturn',
    'notFound',
  ] as const)(
    'whose reply is lost (%s) are not sent again; two polls see the question, and a person decides',
    async (code) => {
      const member = await answering(code);
      expect(member.view()).toMatchObject({ state: 'resumed', warning: { code: 'lost' } });
      await member.run(1_600);
      expect(member.calls.reads).toHaveLength(2);
      expect(member.view()).toMatchObject({ state: 'resumed', rule: 'questionOnce' });
      await member.run(3_100);
      expect(member.view()).toMatchObject({
        state: 'challenged',
        round: 1,
        prompt: 2,
        warning: { code: 'lost' },
      });
      expect(prompts(member)).toEqual([1, 2]);
      await member.answer();
      expect(member.calls.submissions).toHaveLength(2);
    },
  );

  test('whose reply is lost, of a round that was replaced meanwhile, are forgotten', async () => {
    const member = await answering('unreachable', challenged('B'));
    await member.run(2_000);
    expect(member.view()).toMatchObject({ state: 'challenged', round: 2, warning: null });
  });

  test.each(['notSent', 'signedOut'] as const)(
    'that did not go out (%s) are asked for after one poll, under a new prompt',
    async (code) => {
      const member = await answering(code);
      expect(member.view()).toMatchObject({ state: 'resumed', warning: { code } });
      await member.run(1_600);
      expect(member.view()).toMatchObject({
        state: 'challenged',
        round: 1,
        prompt: 2,
        warning: { code: 'notSent' },
      });
      await member.run(10 * MINUTE);
      expect(member.calls.submissions).toHaveLength(1);
      expect(prompts(member)).toEqual([1, 2]);
    },
  );

  test.each(['unauthorized', 'forbidden'] as const)(
    'that MX answers with %s end the lifecycle',
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
    expect(memberView(actor.getSnapshot())).toMatchObject({
      rule: 'fatalFault',
      outcome: { reason: 'misconfigured', nextStep: 'fixIntegration' },
    });
  });

  test.each([{ code: 'unreachable' }, null, undefined])(
    'an error that no clock has stamped comes from no port, and ends it at once: %o',
    async (thrown) => {
      const actor = createActor(
        memberMachine.provide({
          actors: { startJob: fromPromise(() => Promise.reject(thrown)) },
        }),
        { input: { member: MEMBER, job: 'aggregate' }, clock: new VirtualClock() },
      ).start();
      await settle();
      expect(memberView(actor.getSnapshot()).outcome).toMatchObject({ reason: 'misconfigured' });
    },
  );

  test('the same of answers', async () => {
    const reading = { ...challenged('A'), at: 1 };
    const clock = new VirtualClock();
    const actor = createActor(
      memberMachine.provide({
        actors: {
          readStatus: fromPromise(() => Promise.resolve(reading)),
          submitAnswers: fromPromise(() => Promise.reject(null)),
        },
      }),
      { input: { member: MEMBER, job: null }, clock },
    ).start();
    await clock.run(2_000);
    actor.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'x' }], prompt: 1 });
    await settle();
    expect(memberView(actor.getSnapshot()).outcome).toMatchObject({ reason: 'misconfigured' });
  });
});

describe('whatever a port throws becomes plain data', () => {
  test.each([
    [
      new MxError('rateLimited', { status: 429, retryAfter: 1500.4 }),
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
      { code: 'badReturn', path: 'reading.challenges' },
      { code: 'badReturn', path: 'reading.challenges', at: 7 },
    ],
    [
      { code: 'malformed', path: 'reading.challenges' },
      { code: 'malformed', at: 7 },
    ],
    [
      { code: 'unreachable', status: 'no', retryAfter: -1, body: 'secret' },
      { code: 'unreachable', at: 7 },
    ],
  ])('%o', (thrown, plain) => {
    expect(toFault(thrown, 7)).toEqual(plain);
  });
});
