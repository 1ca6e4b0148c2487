import {
  type Answer,
  checkRecord,
  createMemberActors,
  type MemberPort,
  MxError,
  memberMachine,
  persist,
  type Reading,
} from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { challenged, MEMBER, question, running, startMember } from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

/** A port that answers each call with the next reading and notes what it was asked. */
function noting(...readings: readonly Reading[]) {
  const asked: [string, unknown][] = [];
  const call = (name: string) => async (request: object) => {
    asked.push([name, structuredClone(request)]);
    return readings[asked.length - 1] ?? running('CREATED');
  };
  const port: MemberPort = {
    startJob: call('startJob'),
    readStatus: call('readStatus'),
    submitAnswers: call('submitAnswers'),
  };
  return { port, asked };
}

test('a port is asked about the member, and for the job', async () => {
  const { port, asked } = noting(running('CREATED'), challenged('A'));
  const pacing = { first: 0, spread: 0 };
  const actor = createActor(memberMachine.provide({ actors: createMemberActors(port) }), {
    input: { member: MEMBER, job: 'verify', pacing },
  }).start();
  await expect.poll(() => actor.getSnapshot().value).toEqual({ challenged: 'waiting' });
  expect(asked).toEqual([
    ['startJob', { member: MEMBER, job: 'verify' }],
    ['readStatus', { member: MEMBER }],
  ]);
  actor.stop();
});

describe('what a port returns', () => {
  test('is remembered only as far as a reading goes', async () => {
    const extra = {
      ...challenged('A'),
      credentials: 'SECRET',
      raw: { key: 'SECRET' },
    };
    const member = await startMember({ start: () => running('CREATED'), read: () => extra });
    await member.run(2_000);
    const { context } = member.actor.getSnapshot();
    expect(context.reading).toEqual({ ...challenged('A'), at: expect.any(Number) });
    expect(JSON.stringify(persist(member.actor.getSnapshot()))).not.toContain('SECRET');
  });

  test('is copied, whatever it is made of: what becomes of it later changes nothing', async () => {
    class Shown {
      readonly challenges: object[] = [new Asked('A')];
      get connectionStatus() {
        return 'CHALLENGED';
      }
      isBeingAggregated = true;
    }
    class Asked {
      readonly #guid: string;
      constructor(guid: string) {
        this.#guid = guid;
      }
      get guid() {
        return this.#guid;
      }
      type = 'TEXT';
      label = 'Which city?';
      options = [];
      raw = 'SECRET';
    }
    const shown = new Shown();
    const member = await startMember({ read: () => shown as unknown as Reading });
    await member.run(2_000);
    shown.challenges.push(new Asked('B'));
    const { challenges } = JSON.parse(JSON.stringify(member.view()));
    expect(challenges).toEqual([{ guid: 'A', type: 'TEXT', label: 'Which city?', options: [] }]);
    const kept = JSON.parse(JSON.stringify(persist(member.actor.getSnapshot())));
    expect(() => checkRecord(kept)).not.toThrow();
  });

  test.each([
    ['no challenges', { connectionStatus: 'CREATED', isBeingAggregated: true }],
    ['a number for a status', { ...running('CREATED'), connectionStatus: 6 }],
    ['a flag that is text', { ...running('CREATED'), isBeingAggregated: 'true' }],
    [
      'a challenge of no kind',
      running('CHALLENGED', { challenges: [{ ...question('A'), type: 'WORD' as never }] }),
    ],
    ['a challenge without a guid', running('CHALLENGED', { challenges: [question('')] })],
  ])('with %s is malformed', async (_, reading) => {
    const member = await startMember({ read: () => reading as Reading });
    await member.run(2_000);
    expect(member.view().warning).toMatchObject({ code: 'malformed' });
  });
});

describe('answers in the input of the call', () => {
  const submit = async (answers: readonly Answer[]) => {
    const member = await startMember({
      read: () => challenged('A', 'B'),
      submit: () => new Promise(() => {}),
    });
    await member.run(2_000);
    member.send({ type: 'challenge.answer', answers, prompt: 1 });
    await settle();
    const { children } = JSON.parse(JSON.stringify(member.actor.getPersistedSnapshot()));
    return { input: children.submitAnswers.snapshot.input, sent: member.calls.submissions[0] };
  };

  test('are taken along by nothing that serializes', async () => {
    const answers = [
      { guid: 'A', value: 'SECRET' },
      { guid: 'B', sealed: 'sealed' },
    ];
    expect(await submit(answers)).toEqual({ input: { member: MEMBER }, sent: answers });
  });

  test('are those that were given, whatever the host does with its form then', async () => {
    const given = { guid: 'A', value: 'correct' };
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.send({ type: 'challenge.answer', answers: [given], prompt: 1 });
    given.value = '';
    await settle();
    expect(member.calls.submissions).toEqual([[{ guid: 'A', value: 'correct' }]]);
  });

  test('are taken along by nothing either when a value comes with a seal: that is no answer', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    const both = [{ guid: 'A', value: 'SECRET', sealed: 'x' }];
    member.send({ type: 'challenge.answer', answers: both as never, prompt: 1 });
    expect(member.view().problems).toMatchObject([{ code: 'malformed' }]);
    expect(JSON.stringify(member.actor.getPersistedSnapshot())).not.toContain('SECRET');
  });

  test('are taken along when all are sealed, for hosts that write calls down', async () => {
    const answers = [
      { guid: 'A', sealed: 'one' },
      { guid: 'B', sealed: 'two' },
    ];
    expect(await submit(answers)).toEqual({ input: { member: MEMBER, answers }, sent: answers });
  });
});

test('a durable host brings its own fromPromise, and a clock', async () => {
  const seen: unknown[] = [];
  const durable: typeof fromPromise = (creator) =>
    fromPromise((args) => {
      seen.push(args.input);
      return creator(args as never);
    });
  const { port } = noting(running('CREATED'));
  const actors = createMemberActors(port, { now: () => 42, fromPromise: durable });
  const actor = createActor(actors.readStatus, { input: { member: MEMBER } }).start();
  await settle();
  expect(actor.getSnapshot().output).toEqual({ ...running('CREATED'), at: 42 });
  expect(seen).toEqual([{ member: MEMBER }]);
});

describe('an MxError', () => {
  test('says what happened, with its HTTP status', () => {
    const error = new MxError('forbidden', { status: 403 });
    expect(String(error)).toMatch(/^MxError: MX does not allow this.*\(HTTP 403\)$/);
    expect({ ...error }).toEqual({ name: 'MxError', code: 'forbidden', status: 403 });
  });

  test('has no more than it was given, and takes other words', () => {
    expect({ ...new MxError('unreachable') }).toEqual({ name: 'MxError', code: 'unreachable' });
    expect(new MxError('unreachable').message).toBe('MX cannot be reached at present.');
    expect(new MxError('badRequest', { message: 'Not sent.' }).message).toBe('Not sent.');
    expect(new MxError('rateLimited', { retryAfter: 0 }).retryAfter).toBe(0);
  });
});
