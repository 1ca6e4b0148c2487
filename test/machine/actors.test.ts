import {
  type AnswersRequest,
  checkRecord,
  createMemberActors,
  type MemberRecord,
  type Reading,
} from '@mx-member/machine';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import { idle, MEMBER, running } from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';
import { deferred, member, never } from './support/restarted-actor.ts';

describe('an actor that is stopped and started again from memory', () => {
  test('sends answers to the port once, and treats a running call as lost', async () => {
    const one = member({ submitAnswers: never });
    await one.clock.run(2_000);
    await one.answer();
    await one.restart();
    expect(one.calls.filter((name) => name === 'submitAnswers')).toHaveLength(1);
    expect(one.view()).toMatchObject({ state: 'resumed', warning: { code: 'lost' } });
    await one.clock.run(6_000);
    expect(one.view()).toMatchObject({ needs: 'answers', prompt: 2, warning: { code: 'lost' } });
    expect(one.calls.filter((name) => name === 'submitAnswers')).toHaveLength(1);
  });

  test('sends a start to the port once, and polls', async () => {
    const looks = [idle('CREATED')];
    const one = member({
      startJob: never,
      readStatus: async () => looks.pop() ?? running('CREATED'),
    });
    await settle();
    await one.restart();
    expect(one.view().warning).toMatchObject({ code: 'lost' });
    await one.clock.run(20_000);
    expect([...new Set(one.calls)]).toEqual(['readStatus', 'startJob']);
    expect(one.calls.filter((call) => call === 'startJob')).toHaveLength(1);
    expect(one.view()).toMatchObject({ state: 'aggregating', warning: null });
  });

  test('repeats a running poll, which is harmless', async () => {
    const one = member({ readStatus: never });
    await one.clock.run(2_000);
    await one.restart();
    expect(one.calls).toEqual(['readStatus', 'readStatus']);
    expect(one.view().warning).toBeNull();
  });

  test('sends nothing if it was stopped before the record was committed', async () => {
    const one = member({}, { beforeSubmit: never });
    await one.clock.run(2_000);
    await one.answer();
    await one.restart();
    await one.clock.run(6_000);
    expect(one.calls).not.toContain('submitAnswers');
    expect(one.view()).toMatchObject({ needs: 'answers', prompt: 2 });
  });
});

describe('a call whose signal was aborted', () => {
  /** Runs an actor's promise by hand, and returns whether it has settled after the abort. */
  async function settlesAfterAbort(reply: Promise<Reading>, abort: () => void): Promise<boolean> {
    let run: ((signal: AbortSignal) => PromiseLike<unknown>) | undefined;
    const byHand: typeof fromPromise = (creator) => {
      run ??= (signal) => creator({ input: { member: MEMBER, job: 'aggregate' }, signal } as never);
      return fromPromise(creator);
    };
    const errors: unknown[] = [];
    const port = { startJob: () => reply, readStatus: () => reply, submitAnswers: () => reply };
    createMemberActors(port, { fromPromise: byHand, onError: (thrown) => errors.push(thrown) });
    const controller = new AbortController();
    let hasSettled = false;
    const note = () => {
      hasSettled = true;
    };
    run?.(controller.signal).then(note, note);
    controller.abort();
    abort();
    await settle();
    expect(errors).toEqual([]);
    return hasSettled;
  }

  test('never settles if the port rejects', async () => {
    const { promise, reject } = deferred<Reading>();
    expect(await settlesAfterAbort(promise, () => reject(new Error('aborted')))).toBe(false);
  });

  test('never settles if the port still resolves', async () => {
    const { promise, resolve } = deferred<Reading>();
    expect(await settlesAfterAbort(promise, () => resolve(running('CREATED')))).toBe(false);
  });
});

describe('beforeSubmit', () => {
  afterEach(() => vi.restoreAllMocks());

  test('commits the record before the answers are sent, and the record contains no answer', async () => {
    const order: string[] = [];
    const records: MemberRecord[] = [];
    const committed = deferred<void>();
    const one = member(
      {
        submitAnswers: async () => {
          order.push('sent');
          return running('RESUMED');
        },
      },
      {
        beforeSubmit: async (record) => {
          records.push(record);
          await committed.promise;
          order.push('committed');
        },
      },
    );
    await one.clock.run(2_000);
    await one.answer();
    expect(order).toEqual([]);
    committed.resolve();
    await settle();
    expect(order).toEqual(['committed', 'sent']);
    const [record] = records;
    expect(() => checkRecord(record as MemberRecord)).not.toThrow();
    expect(record).toMatchObject({
      state: 'resumed.reading',
      context: { prompt: 1, lastSubmit: 'lost' },
    });
    expect(JSON.stringify(record)).not.toContain('SECRET');
  });

  test('prevents the answers from being sent if it rejects, and the user is asked again', async () => {
    const onError = vi.fn();
    const failure = new Error('the disk is full');
    const one = member({}, { beforeSubmit: () => Promise.reject(failure), onError });
    await one.clock.run(2_000);
    await one.answer();
    expect(one.view()).toMatchObject({ state: 'resumed', warning: { code: 'notSent' } });
    expect(onError.mock.calls).toEqual([[failure, 'beforeSubmit']]);
    await one.clock.run(2_000);
    expect(one.view()).toMatchObject({
      needs: 'answers',
      prompt: 2,
      warning: { code: 'notSent' },
    });
    expect(one.calls).not.toContain('submitAnswers');
  });

  test('has a time limit of 10 s, after which its signal aborts and nothing is sent', async () => {
    const limit = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    let signal: AbortSignal | undefined;
    const one = member(
      {},
      {
        beforeSubmit: (_, options) => {
          signal = options.signal;
          return never();
        },
      },
    );
    await one.clock.run(2_000);
    await one.answer();
    expect(timeout.mock.calls).toEqual([[10_000]]);
    expect(signal?.aborted).toBe(false);
    limit.abort();
    await settle();
    expect(signal?.aborted).toBe(true);
    expect(one.view().warning).toMatchObject({ code: 'notSent' });
    expect(one.calls).not.toContain('submitAnswers');
  });

  test('is aborted with the actor, without an error', async () => {
    const onError = vi.fn();
    let signal: AbortSignal | undefined;
    const one = member(
      {},
      {
        onError,
        beforeSubmit: (_, options) => {
          signal = options.signal;
          return never();
        },
      },
    );
    await one.clock.run(2_000);
    await one.answer();
    one.stop();
    await settle();
    expect(signal?.aborted).toBe(true);
    expect(onError).not.toHaveBeenCalled();
  });
});

test('answers that XState’s own persistence has dropped are not sent', async () => {
  const submitAnswers = vi.fn(async (_: AnswersRequest) => running('RESUMED'));
  const port = { startJob: never, readStatus: never, submitAnswers };
  const actors = createMemberActors(port);
  const actor = createActor(actors.submitAnswers, { input: { member: MEMBER } as never });
  const failure = new Promise((resolve) => actor.subscribe({ error: resolve }));
  actor.start();
  expect(await failure).toMatchObject({ code: 'lost' });
  expect(submitAnswers).not.toHaveBeenCalled();
});

test('a durable host can pass its own fromPromise and clock', async () => {
  const seen: unknown[] = [];
  const durable: typeof fromPromise = (creator) =>
    fromPromise((args) => {
      seen.push(args.input);
      return creator(args as never);
    });
  let time = 42;
  const port = {
    startJob: never,
    submitAnswers: never,
    readStatus: async () => {
      time += 30;
      return running('CREATED');
    },
  };
  const actors = createMemberActors(port, { now: () => time, fromPromise: durable });
  const actor = createActor(actors.readStatus, { input: { member: MEMBER } }).start();
  await settle();
  expect(actor.getSnapshot().output).toEqual({ ...running('CREATED'), at: 72, took: 30 });
  expect(seen).toEqual([{ member: MEMBER }]);
});
