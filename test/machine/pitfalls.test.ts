import { readFileSync } from 'node:fs';
import { begin, MxError, persist } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import {
  challenged,
  idle,
  inOrder,
  question,
  running,
  startMember,
} from '../support/fake-member.ts';
import { type Said, take } from '../support/steps.ts';
import { settle } from '../support/virtual-clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const never = () => new Promise<never>(() => {});

/** Mistakes of other integrations, with a test for each. */
describe('what other integrations get wrong', () => {
  const unauthorized = () => {
    throw new MxError('unauthorized', { status: 401 });
  };

  test('a wrong key costs one request, not one every three seconds forever', async () => {
    const member = await startMember({ read: unauthorized }, { job: null });
    await member.run(HOUR);
    expect(member.calls.reads).toHaveLength(1);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'unauthorized' });
  });

  test('a key that MX knew before can be rotated: the lifecycle goes on when MX knows the next one', async () => {
    let isKnown = false;
    const member = await startMember({
      read: () => (isKnown ? running('CREATED') : unauthorized()),
    });
    await member.run(10 * MINUTE);
    expect(member.calls.reads.length).toBeLessThan(15);
    expect(member.view()).toMatchObject({ outcome: null, warning: { code: 'unauthorized' } });
    isKnown = true;
    await member.run(2 * MINUTE);
    expect(member.view()).toMatchObject({ outcome: null, warning: null });
  });

  test('a key that stays wrong ends the lifecycle at the limit of an outage', async () => {
    const member = await startMember({ read: unauthorized });
    await member.run(HOUR + 3 * MINUTE);
    expect(member.calls.reads.length).toBeLessThan(62);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'unauthorized' });
  });

  test('while MX is down it gets fewer than 60 requests an hour, and then the lifecycle fails', async () => {
    const member = await startMember({
      read: () => {
        throw new MxError('unreachable', { status: 503 });
      },
    });
    await member.run(HOUR);
    expect(member.calls.reads.length).toBeLessThan(60);
    expect(member.view()).toMatchObject({ state: 'aggregating', warning: { code: 'unreachable' } });
    await member.run(3 * MINUTE);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'unreachable' });
  });

  test('during an outage each of a thousand members makes fewer than 60 requests an hour', () => {
    const polls = Array.from({ length: 1_000 }, (_, index) => {
      const member = { userGuid: `USR-${index}`, memberGuid: `MBR-${index}` };
      let { record, effects } = begin({ member, job: null });
      let count = 0;
      for (let now = 0; now < HOUR; ) {
        const wait = effects.find((effect) => effect.type === 'wait');
        const event: Said = wait
          ? { type: 'elapsed' }
          : {
              type: 'error',
              call: 'readStatus',
              fault: { code: 'unreachable', at: now },
            };
        now += wait?.ms ?? 0;
        count += wait ? 0 : 1;
        ({ record, effects } = take(record, event));
      }
      return count;
    });
    expect(Math.max(...polls)).toBeLessThan(60);
  });

  test('a request that timed out is followed by another poll', async () => {
    const member = await startMember({
      read: (call) => {
        if (call === 0) throw new MxError('unreachable');
        return idle('CONNECTED', { successfullyAggregatedAt: '2026-01-01T00:00:05Z' });
      },
      start: () => running('CONNECTED', { successfullyAggregatedAt: null }),
    });
    await member.run(MINUTE);
    expect(member.view().state).toBe('connected');
  });

  test.each([
    ['a body that cannot be read', new MxError('malformed', { status: 200 })],
    ['an object that is not a reading', {}],
    ['a rejection that is not an error', 'just a string'],
    ['nothing at all', undefined],
  ])('%s is a warning, not a failure', async (_, reply) => {
    const member = await startMember({
      read: (call) => {
        if (call > 0) return call === 1 ? running('CREATED') : idle('CONNECTED');
        if (reply instanceof Error || typeof reply === 'string') throw reply;
        return reply as never;
      },
    });
    await member.run(2_000);
    expect(member.view()).toMatchObject({
      state: 'aggregating',
      warning: { code: expect.any(String) },
    });
    await member.run(MINUTE);
    expect(member.view()).toMatchObject({ state: 'connected', warning: null });
  });

  test('the view says that a job of more than a minute is slow', async () => {
    const member = await startMember({ read: () => running('CREATED') });
    await member.run(MINUTE);
    expect(member.view().isSlow).toBe(false);
    await member.run(5_000);
    expect(member.view().isSlow).toBe(true);
  });

  test('two challenges with the same label get an answer each', async () => {
    const questions = [question('A', { label: 'Code' }), question('B', { label: 'Code' })];
    const member = await startMember({
      read: () => running('CHALLENGED', { challenges: questions }),
    });
    await member.run(2_000);
    const answers = [
      { guid: 'B', value: 'two' },
      { guid: 'A', value: 'one' },
    ];
    member.send({ type: 'challenge.answer', answers, prompt: 1 });
    await settle();
    expect(member.calls.submissions).toEqual([answers]);
  });

  test.each([
    ['two OPTIONS at once', 'OPTIONS', 'OPTIONS'],
    ['a text and OPTIONS at once', 'TEXT', 'OPTIONS'],
    ['a TOKEN and IMAGE_OPTIONS at once', 'TOKEN', 'IMAGE_OPTIONS'],
  ] as const)('%s are shown by their type and all answered', async (_, first, second) => {
    const options = [
      { label: 'Text to ••34', value: 'sms' },
      { label: 'Call to ••34', value: 'call' },
    ];
    const make = (guid: string, type: typeof first | typeof second) =>
      question(guid, { type, options: type.endsWith('OPTIONS') ? options : [] });
    const member = await startMember({
      read: () => running('CHALLENGED', { challenges: [make('A', first), make('B', second)] }),
    });
    await member.run(2_000);
    expect(member.view().challenges.map(({ type }) => type)).toEqual([first, second]);
    await member.answer('sms');
    expect(member.calls.submissions).toEqual([
      [
        { guid: 'A', value: 'sms' },
        { guid: 'B', value: 'sms' },
      ],
    ]);
  });

  test('a challenge that expires while the user types is noticed and can be restarted', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), idle('EXPIRED')) });
    await member.run(2_000);
    expect(member.view().needs).toBe('answers');
    await member.run(30_000);
    expect(member.view().outcome).toMatchObject({ reason: 'expired', nextStep: 'restart' });
  });

  test('an answer on another device is noticed', async () => {
    const member = await startMember({
      read: inOrder(challenged('A'), running('RESUMED'), running('RESUMED'), idle('CONNECTED')),
    });
    await member.run(2_000);
    await member.run(20_000);
    expect(member.view()).toMatchObject({ needs: 'answers', rule: 'elsewhereOnce' });
    await member.run(3_100);
    expect(member.view()).toMatchObject({ state: 'resumed', needs: null, challenges: [] });
    await member.run(10_000);
    expect(member.view().state).toBe('connected');
  });

  test('a challenge that replaces another is a new round', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), challenged('B')) });
    await member.run(2_000);
    await member.run(20_000);
    expect(member.view()).toMatchObject({ round: 2, challenges: [{ guid: 'B' }] });
  });

  test('a late answer to a superseded challenge is refused as superseded and not sent', async () => {
    const member = await startMember({ read: inOrder(challenged('A'), challenged('B')) });
    await member.run(22_000);
    member.send({ type: 'challenge.answer', answers: [{ guid: 'A', value: 'late' }], prompt: 1 });
    expect(member.emitted.at(-1)).toMatchObject({
      type: 'answer.refused',
      prompt: 1,
      problems: [{ guid: null, code: 'superseded' }],
    });
    expect(member.view()).toMatchObject({ challenges: [{ guid: 'B' }], problems: [] });
    await settle();
    expect(member.calls.submissions).toEqual([]);
  });

  test('if the reply to the answers is lost, MX is polled and a person decides', async () => {
    const member = await startMember({
      read: () => challenged('A'),
      submit: () => {
        throw new MxError('unreachable');
      },
    });
    await member.run(2_000);
    await member.answer();
    await member.run(6_000);
    expect(member.view()).toMatchObject({
      state: 'challenged',
      round: 1,
      challenges: [{ guid: 'A' }],
      warning: { code: 'lost' },
    });
    await member.run(10 * MINUTE);
    expect(member.calls.submissions).toHaveLength(1);
  });

  test('if only the reply was lost, the lifecycle continues without a second answer', async () => {
    const member = await startMember({
      read: inOrder(challenged('A'), running('RESUMED'), idle('CONNECTED')),
      submit: () => {
        throw new MxError('unreachable');
      },
    });
    await member.run(2_000);
    await member.answer();
    await member.run(30_000);
    expect(member.view().state).toBe('connected');
    expect(member.calls.submissions).toHaveLength(1);
  });

  test('a double click on submit sends the answers once', async () => {
    const member = await startMember({ read: () => challenged('A'), submit: never });
    await member.run(2_000);
    const again = {
      type: 'challenge.answer',
      answers: [{ guid: 'A', value: 'x' }],
      prompt: 1,
    } as const;
    member.send(again);
    const { context } = member.actor.getSnapshot();
    member.send(again);
    await settle();
    expect(member.calls.submissions).toHaveLength(1);
    expect(member.actor.getSnapshot().context).toEqual(context);
    expect(member.emitted.at(-1)).toMatchObject({ problems: [{ code: 'superseded' }] });
  });

  test('CONNECTED left over from the last job does not count as a success of this job', async () => {
    const old = {
      aggregatedAt: '2026-01-01T00:00:00Z',
      successfullyAggregatedAt: '2026-01-01T00:00:09Z',
    };
    const started = { ...old, aggregatedAt: '2026-01-02T00:00:00Z' };
    const member = await startMember({
      start: () => running('CONNECTED', started),
      read: inOrder(idle('CONNECTED', old), running('CONNECTED', started), idle('DENIED', started)),
    });
    await member.run(2_000);
    expect(member.view()).toMatchObject({ state: 'aggregating', rule: 'stale' });
    await member.run(10_000);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'credentials' });
  });

  test('a missing is_being_aggregated is not "finished"', async () => {
    const member = await startMember({
      read: inOrder(
        running('CONNECTED', { isBeingAggregated: null }),
        running('CONNECTED', { isBeingAggregated: null }),
        challenged('A'),
      ),
    });
    await member.run(5_000);
    expect(member.view()).toMatchObject({ state: 'aggregating', rule: 'flagAbsent' });
    await member.run(5_000);
    expect(member.view().state).toBe('challenged');
  });

  test('DISCONTINUED is final', async () => {
    const member = await startMember({ read: () => idle('DISCONTINUED') });
    await member.run(10_000);
    expect(member.view().outcome).toMatchObject({
      reason: 'discontinued',
      nextStep: 'chooseInstitution',
    });
  });

  test('an unknown status is named, and has a time limit', async () => {
    const member = await startMember({ read: () => idle('BEWILDERED') });
    await member.run(10_000);
    expect(member.view()).toMatchObject({
      state: 'aggregating',
      status: { name: 'BEWILDERED', known: false, meaning: expect.stringContaining('BEWILDERED') },
    });
    await member.run(16 * MINUTE);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'tookTooLong' });
  });

  test.each(['CREATED', 'UPDATED', 'DELAYED', 'RECONNECTED', 'RESUMED', null])(
    '%s is polled on, even if MX shows no job',
    async (status) => {
      const member = await startMember({
        read: inOrder(idle(status), idle(status), running('CONNECTED'), idle('CONNECTED')),
      });
      await member.run(5_000);
      expect(member.view().state).toBe('aggregating');
      await member.run(30_000);
      expect(member.view().state).toBe('connected');
    },
  );

  test('a verification that ends as CONNECTED with error 1000 has failed', async () => {
    const member = await startMember(
      { read: inOrder(running('CREATED'), idle('CONNECTED', { errorCode: 1000 })) },
      { job: 'verify' },
    );
    await member.run(10_000);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'noAccounts' });
  });

  test('the deadline is never a success', async () => {
    const member = await startMember(
      { read: () => running('CONNECTED') },
      { deadlines: { busy: MINUTE } },
    );
    await member.run(2 * MINUTE);
    expect(member.view().outcome).toMatchObject({ outcome: 'failed', reason: 'tookTooLong' });
  });

  test('nothing is sent twice after an interruption during MFA', async () => {
    const before = await startMember({ read: () => challenged('A'), submit: never });
    await before.run(2_000);
    await before.answer();
    const record = JSON.parse(JSON.stringify(persist(before.actor.getSnapshot())));
    const after = await startMember(
      { read: inOrder(running('RESUMED'), idle('CONNECTED')) },
      {},
      record,
    );
    expect(after.calls.submissions).toEqual([]);
    await after.run(10_000);
    expect(after.view().state).toBe('connected');
    expect(after.calls.submissions).toEqual([]);
  });
});

/** Behavior of our dependencies that surprises if it is not handled. */
describe('traps of our own stack', () => {
  const answering = async () => {
    const member = await startMember({ read: () => challenged('A'), submit: never });
    await member.run(2_000);
    await member.answer('SECRET');
    return member;
  };

  test('XState persists the input of a running call: answers are not in it', async () => {
    const member = await answering();
    const native = JSON.stringify(member.actor.getPersistedSnapshot());
    expect(native).toContain('submitAnswers');
    expect(native).not.toContain('SECRET');
  });

  test('XState inspects the input of a call: answers are not in it', async () => {
    const { inspected } = await answering();
    const calls = inspected.filter(
      (one) => one.type === '@xstate.actor' || one.type === '@xstate.action',
    );
    expect(JSON.stringify(calls)).toContain('submitAnswers');
    expect(JSON.stringify(calls)).not.toContain('SECRET');
  });

  test('XState runs a restored call again: no record rests in one that sends answers', async () => {
    const member = await answering();
    const restored = await startMember({ read: never }, {}, persist(member.actor.getSnapshot()));
    await restored.run(MINUTE);
    expect(restored.calls).toMatchObject({ submissions: [], reads: [0] });
  });

  test('XState sets no timer again when it restores: no record rests on one', async () => {
    const waiting = await startMember({ read: () => running('CREATED') });
    await waiting.run(500);
    expect(waiting.actor.getSnapshot().value).toEqual({ aggregating: 'waiting' });
    const record = persist(waiting.actor.getSnapshot());
    const restored = await startMember(
      { read: inOrder(running('CREATED'), idle('CONNECTED')) },
      {},
      record,
    );
    await restored.run(10_000);
    expect(restored.view().state).toBe('connected');
  });

  test('a restored member can be persisted and restored again during a call', async () => {
    let record = persist((await answering()).actor.getSnapshot());
    for (let times = 0; times < 3; times++) {
      const member = await startMember({ read: never }, {}, JSON.parse(JSON.stringify(record)));
      record = persist(member.actor.getSnapshot());
    }
    const last = await startMember(
      { read: inOrder(running('RESUMED'), idle('CONNECTED')) },
      {},
      record,
    );
    await last.run(10_000);
    expect(last.view().state).toBe('connected');
  });

  test('errors all look the same as JSON, but faults are plain data', async () => {
    const fault = async (error: MxError) => {
      const member = await startMember({
        read: () => {
          throw error;
        },
      });
      await member.run(2_000);
      return JSON.stringify(member.actor.getSnapshot().context.fault);
    };
    const limited = await fault(new MxError('rateLimited', { status: 429, retryAfter: 5 }));
    expect(JSON.parse(limited)).toMatchObject({ code: 'rateLimited', status: 429, retryAfter: 5 });
    expect(await fault(new MxError('malformed'))).not.toBe(limited);
  });

  test('two copies of xstate break an app, so the machine has it as a peer with a wide range', () => {
    const { dependencies = {}, peerDependencies } = JSON.parse(
      readFileSync(new URL('../../packages/machine/package.json', import.meta.url), 'utf8'),
    );
    expect(dependencies).toEqual({});
    expect(peerDependencies).toEqual({ xstate: '^5.21.0' });
  });
});
