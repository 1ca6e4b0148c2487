import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

/** A store that logs its commits, takes 100 ms for each, and fails on demand. */
function slowStore(log: string[]) {
  const inner = createMemoryStore();
  const control = { fails: false };
  const store: HostStore = {
    ...inner,
    async commit(changes, options) {
      const states = changes.flatMap((change) =>
        // The host also stores its clock.
        change.type === 'record' && change.member.userGuid !== ''
          ? [JSON.parse(change.text).state]
          : [],
      );
      if (states.length === 0) return inner.commit(changes, options);
      const name = `${states.join(', ')}${options.durable ? ', durably' : ''}`;
      log.push(`keeps ${name}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (control.fails) throw new Error('the disk is full');
      log.push(`kept ${name}`);
      return inner.commit(changes, options);
    },
  };
  return { store, control };
}

let log: string[];
let bank: Bank;
let host: MemberHost;
let control: { fails: boolean };
const errors: unknown[] = [];

beforeEach(async () => {
  stopTime();
  log = [];
  errors.length = 0;
  bank = new Bank();
  const { startJob, readStatus, submitAnswers } = bank;
  const logged =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      log.push(name);
      return call.apply(bank, args);
    };
  const slow = slowStore(log);
  control = slow.control;
  host = await createHost({
    port: {
      startJob: logged('startJob', startJob),
      readStatus: logged('readStatus', readStatus),
      submitAnswers: logged('submitAnswers', submitAnswers),
    },
    store: slow.store,
    onError: (thrown, where) => errors.push([where, String(thrown)]),
  });
});

afterEach(async () => {
  control.fails = false;
  const closed = host.close();
  await pass(30_000);
  await closed;
  releaseTime();
});

/** The view after the promise has settled. */
async function during<Value>(promise: Promise<Value>): Promise<Value> {
  let isOver = false;
  const done = promise.finally(() => {
    isOver = true;
  });
  done.catch(() => {});
  await pass(120_000, () => isOver);
  return done;
}

async function asked() {
  await during(host.start(INPUT));
  let view = await host.view(MEMBER);
  while (view.needs !== 'answers') view = await during(host.next(MEMBER, view));
  log.length = 0;
  return view;
}

const answer = ({ challenges, prompt }: Awaited<ReturnType<typeof asked>>) =>
  host.answer(MEMBER, { answers: challenges.map(({ guid }) => ({ guid, value: 'yes' })), prompt });

test('a lifecycle is committed durably before its first look, and its start before it is sent', async () => {
  const started = host.start(INPUT);
  await settle();
  expect(log).toEqual(['keeps aggregating.reading, durably']);
  await during(started);
  await pass(5_000);
  expect(log.slice(1, 6)).toEqual([
    'kept aggregating.reading, durably',
    'readStatus',
    'keeps aggregating.starting, durably',
    'kept aggregating.starting, durably',
    'startJob',
  ]);
});

test('answers are committed durably before they are sent, and the caller waits only for the commit', async () => {
  const view = await asked();
  const answered = answer(view);
  await settle();
  expect(log).toEqual(['keeps resumed.submitting, durably']);
  expect(await during(answered)).toMatchObject({ view: { state: 'resumed' }, problems: [] });
  await settle();
  expect(log.slice(0, 3)).toEqual([
    'keeps resumed.submitting, durably',
    'kept resumed.submitting, durably',
    'submitAnswers',
  ]);
});

test('a lifecycle that a person gives up is committed durably, so that a power failure does not bring it back', async () => {
  await asked();
  await during(host.cancel(MEMBER));
  expect(log).toEqual(['keeps failed, durably', 'kept failed, durably']);
});

test('a change is not shown before it is committed', async () => {
  const view = await asked();
  const answered = answer(view);
  await settle();
  expect(await host.view(MEMBER)).toEqual(view);
  await during(answered);
  expect(await host.view(MEMBER)).toMatchObject({ state: 'resumed' });
});

test('a poll without changes is not committed', async () => {
  await during(host.start({ ...INPUT, job: null }));
  await pass(5_000);
  const before = log.filter((line) => line.startsWith('kept')).length;
  bank.begin(MEMBER);
  await pass(900);
  expect(log.filter((line) => line.startsWith('kept'))).toHaveLength(before);
});

test('answers that could not be committed are not sent, and the user is asked again', async () => {
  const view = await asked();
  control.fails = true;
  await expect(during(answer(view))).rejects.toMatchObject({ code: 'unreachable' });
  expect(log).not.toContain('submitAnswers');
  expect(errors[0]).toEqual(['store', 'Error: the disk is full']);
  control.fails = false;
  let again = await host.view(MEMBER);
  while (again.needs !== 'answers' || again.prompt === view.prompt)
    again = await during(host.next(MEMBER, again));
  expect(again).toMatchObject({ round: 1, prompt: view.prompt + 1 });
  await during(answer(again));
  await pass(10_000);
  expect(bank.received).toHaveLength(1);
});

test('a start that could not be committed is not sent', async () => {
  control.fails = true;
  await expect(during(host.start(INPUT))).rejects.toMatchObject({ code: 'unreachable' });
  control.fails = false;
  await pass(60_000);
  expect(bank.calls).toEqual([]);
  await expect(host.view(MEMBER)).rejects.toMatchObject({ code: 'notFound' });
});
