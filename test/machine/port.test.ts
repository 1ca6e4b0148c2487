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
import { createActor } from 'xstate';
import { toFault } from '../../packages/machine/src/mx/port.ts';
import {
  challenged,
  idle,
  MEMBER,
  question,
  running,
  startMember,
} from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

/** A port that returns the next reading for each call, and records its arguments. */
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

test('a port gets the member and the job', async () => {
  const { port, asked } = noting(idle('CREATED'), running('CREATED'), challenged('A'));
  const pacing = { first: 0, spread: 0 };
  const actor = createActor(memberMachine.provide({ actors: createMemberActors(port) }), {
    input: { member: MEMBER, job: 'verify', pacing },
  }).start();
  await expect.poll(() => actor.getSnapshot().value).toEqual({ challenged: 'waiting' });
  expect(asked).toEqual([
    ['readStatus', { member: MEMBER, expects: 'end' }],
    ['startJob', { member: MEMBER, job: 'verify', notAfter: expect.any(Number) }],
    ['readStatus', { member: MEMBER, expects: 'any' }],
  ]);
  actor.stop();
});

describe('what a port returns', () => {
  test('is remembered only in the fields of a reading', async () => {
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

  test('is copied, so that later changes of the object have no effect', async () => {
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
    const { challenges } = JSON.parse(JSON.stringify(member.view));
    expect(challenges).toEqual([{ guid: 'A', type: 'TEXT', label: 'Which city?', options: [] }]);
    const kept = JSON.parse(JSON.stringify(persist(member.actor.getSnapshot())));
    expect(() => checkRecord(kept)).not.toThrow();
  });

  test.each([
    ['no challenges', 'challenges', { connectionStatus: 'CREATED', isBeingAggregated: true }],
    ['a number as a status', 'connectionStatus', { ...running('CREATED'), connectionStatus: 6 }],
    ['a flag that is text', 'isBeingAggregated', { ...running('CREATED'), isBeingAggregated: 'y' }],
    [
      'a challenge without a type',
      'challenges[0].type',
      running('CHALLENGED', { challenges: [{ ...question('A'), type: 'WORD' as never }] }),
    ],
    [
      'a challenge without a guid',
      'challenges[1].guid',
      running('CHALLENGED', { challenges: [question('A'), question('')] }),
    ],
    ['nothing at all', 'connectionStatus', undefined],
  ])('with %s is a badReturn, and the fault has the path', async (_, path, reading) => {
    const member = await startMember({ read: () => reading as Reading });
    await member.run(2_000);
    expect(member.view.warning).toMatchObject({ code: 'badReturn' });
    const { fault } = member.actor.getSnapshot().context;
    expect(fault).toEqual({ code: 'badReturn', path: `reading.${path}`, at: expect.any(Number) });
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

  test('are not included when the input is serialized', async () => {
    const answers = [
      { guid: 'A', value: 'SECRET' },
      { guid: 'B', sealed: 'sealed' },
    ];
    expect(await submit(answers)).toEqual({ input: { member: MEMBER }, sent: answers });
  });

  test('do not change when the host changes its form', async () => {
    const given = { guid: 'A', value: 'correct' };
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    member.send({ type: 'challenge.answer', answers: [given], prompt: 1 });
    given.value = '';
    await settle();
    expect(member.calls.submissions).toEqual([[{ guid: 'A', value: 'correct' }]]);
  });

  test('with both a value and a sealed text are not included when the input is serialized', async () => {
    const member = await startMember({ read: () => challenged('A') });
    await member.run(2_000);
    const both = [{ guid: 'A', value: 'SECRET', sealed: 'x' }];
    member.send({ type: 'challenge.answer', answers: both as never, prompt: 1 });
    expect(member.view.problems).toMatchObject([{ code: 'malformed' }]);
    expect(JSON.stringify(member.actor.getPersistedSnapshot())).not.toContain('SECRET');
  });

  test('are included if all are sealed, for hosts that store calls', async () => {
    const answers = [
      { guid: 'A', sealed: 'one' },
      { guid: 'B', sealed: 'two' },
    ];
    expect(await submit(answers)).toEqual({ input: { member: MEMBER, answers }, sent: answers });
  });
});

describe('an MxError', () => {
  test('describes what happened, with the HTTP status', () => {
    const error = new MxError('forbidden', { status: 403 });
    expect(String(error)).toBe('MxError: The call has failed: forbidden. (HTTP 403)');
    expect({ ...error }).toEqual({ name: 'MxError', code: 'forbidden', status: 403 });
  });

  test('has only the given fields, and accepts another message', () => {
    expect({ ...new MxError('badReturn', { path: 'reading.challenges' }) }).toEqual({
      name: 'MxError',
      code: 'badReturn',
      path: 'reading.challenges',
    });
    expect(Object.keys(new MxError('unreachable')).sort()).toEqual(['code', 'name']);
    const details = { status: 400, retryAfter: 5, requestId: 'req-1', errorCode: 1002 };
    expect(new MxError('badRequest', details)).toMatchObject(details);
    expect(new MxError('badRequest', { message: 'Not sent.' }).message).toBe('Not sent.');
    expect(new MxError('rateLimited', { retryAfter: 0 }).retryAfter).toBe(0);
  });
});

describe('an error becomes a fault', () => {
  test.each<[string, object, object]>([
    ['a wait of 0 ms is kept', { code: 'rateLimited', retryAfter: 0 }, { retryAfter: 0 }],
    ['a negative wait is dropped', { code: 'rateLimited', retryAfter: -1 }, {}],
    ['a badReturn keeps its path', { code: 'badReturn', path: 'a.b' }, { path: 'a.b' }],
    ['other codes do not have a path', { code: 'unreachable', path: 'a.b' }, {}],
    ['a path that is not a text is dropped', { code: 'badReturn', path: ['a'] }, {}],
  ])('%s', (_, thrown, fields) => {
    const { code } = thrown as { code: string };
    expect(toFault(thrown, 7)).toEqual({ code, at: 7, ...fields });
  });
});
