import { MxError, memberMachine, memberView } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { toFault } from '../../packages/machine/src/mx/port.ts';
import { challenged, MEMBER } from '../support/fake-member.ts';
import { settle, VirtualClock } from '../support/virtual-clock.ts';

describe('a mistake of the host', () => {
  test('a machine without its actors fails at once with a reason', async () => {
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
    'an error without a time does not come from a port, and fails the lifecycle at once: %o',
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

  test('an error of answers without a time fails the lifecycle too', async () => {
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

describe('any error of a port becomes plain data', () => {
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
