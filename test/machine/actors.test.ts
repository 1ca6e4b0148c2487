import {
  type AnswersRequest,
  checkRecord,
  createMemberActors,
  type MemberActorsOptions,
  type MemberRecord,
  memberMachine,
  type Reading,
} from '@mx-member/machine';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createActor, fromPromise } from 'xstate';
import {
  challenged,
  FakeMember,
  MEMBER,
  type MxBehaviour,
  openOf,
  running,
} from '../support/fake-member.ts';
import { settle } from '../support/virtual-clock.ts';

/** A call that gets no reply. */
const never = () => new Promise<never>(() => {});

/** A member that is asked. */
const member = (mx: Partial<MxBehaviour>, options: MemberActorsOptions = {}) =>
  new FakeMember(
    { read: () => challenged('A'), ...mx },
    { input: {}, open: openOf(memberMachine, options) },
  ).start();

/** Stops the actor and starts it again from its snapshot, with the input of the running call, as UI frameworks do. */
const restart = (one: FakeMember) => one.restart(one.actor.getPersistedSnapshot());

describe('an actor that is stopped and started again from memory', () => {
  test('sends answers to the port once, and treats a running call as lost', async () => {
    const one = await member({ submit: never });
    await one.run(2_000);
    await one.answer('SECRET');
    await restart(one);
    expect(one.calls.submissions).toHaveLength(1);
    expect(one.view).toMatchObject({ state: 'resumed', warning: { code: 'lost' } });
    await one.run(6_000);
    expect(one.view).toMatchObject({ needs: 'answers', prompt: 2, warning: { code: 'lost' } });
    expect(one.calls.submissions).toHaveLength(1);
  });

  test('sends a start to the port once, and polls', async () => {
    const one = await member({ start: never, read: () => running('CREATED') });
    await restart(one);
    expect(one.view.warning).toMatchObject({ code: 'lost' });
    await one.run(20_000);
    expect(one.calls).toMatchObject({ starts: [0], submissions: [] });
    expect(one.calls.reads.length).toBeGreaterThan(1);
    expect(one.view).toMatchObject({ state: 'aggregating', warning: null });
  });

  test('repeats a running poll, which is harmless', async () => {
    const one = await member({ read: never });
    await one.run(2_000);
    await restart(one);
    expect(one.calls.reads).toHaveLength(2);
    expect(one.view.warning).toBeNull();
  });

  test('sends nothing if it was stopped before the record was committed', async () => {
    const one = await member({}, { beforeSubmit: never });
    await one.run(2_000);
    await one.answer('SECRET');
    await restart(one);
    await one.run(6_000);
    expect(one.calls.submissions).toEqual([]);
    expect(one.view).toMatchObject({ needs: 'answers', prompt: 2 });
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
    const { promise, reject } = Promise.withResolvers<Reading>();
    expect(await settlesAfterAbort(promise, () => reject(new Error('aborted')))).toBe(false);
  });

  test('never settles if the port still resolves', async () => {
    const { promise, resolve } = Promise.withResolvers<Reading>();
    expect(await settlesAfterAbort(promise, () => resolve(running('CREATED')))).toBe(false);
  });
});

describe('beforeSubmit', () => {
  afterEach(() => vi.restoreAllMocks());

  test('commits the record before the answers are sent, and the record contains no answer', async () => {
    const order: string[] = [];
    const records: MemberRecord[] = [];
    const committed = Promise.withResolvers<void>();
    const one = await member(
      {
        submit: () => {
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
    await one.run(2_000);
    await one.answer('SECRET');
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
    const one = await member({}, { beforeSubmit: () => Promise.reject(failure), onError });
    await one.run(2_000);
    await one.answer('SECRET');
    expect(one.view).toMatchObject({ state: 'resumed', warning: { code: 'notSent' } });
    expect(onError.mock.calls).toEqual([[failure, 'beforeSubmit']]);
    await one.run(2_000);
    expect(one.view).toMatchObject({
      needs: 'answers',
      prompt: 2,
      warning: { code: 'notSent' },
    });
    expect(one.calls.submissions).toEqual([]);
  });

  test('has a time limit of 10 s, after which its signal aborts and nothing is sent', async () => {
    const limit = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    let signal: AbortSignal | undefined;
    const one = await member(
      {},
      {
        beforeSubmit: (_, options) => {
          signal = options.signal;
          return never();
        },
      },
    );
    await one.run(2_000);
    await one.answer('SECRET');
    expect(timeout.mock.calls).toEqual([[10_000]]);
    expect(signal?.aborted).toBe(false);
    limit.abort();
    await settle();
    expect(signal?.aborted).toBe(true);
    expect(one.view.warning).toMatchObject({ code: 'notSent' });
    expect(one.calls.submissions).toEqual([]);
  });

  test('is aborted with the actor, without an error', async () => {
    const onError = vi.fn();
    let signal: AbortSignal | undefined;
    const one = await member(
      {},
      {
        onError,
        beforeSubmit: (_, options) => {
          signal = options.signal;
          return never();
        },
      },
    );
    await one.run(2_000);
    await one.answer('SECRET');
    one.actor.stop();
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
