import { connectRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { connectHost, createHostHandler } from '@mx-member/host/http';
import type { MemberAccess } from '@mx-member/machine/hosting';
import type { Reading } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { MEMBER } from '../support/fake-mx.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { answered, READING, relaySetUp, SUBMIT } from '../support/relay.ts';

/** Chromium repeats a request when a reused connection breaks. `test/chaos/tabs` shows it. */

beforeEach(stopTime);
afterEach(releaseTime);

type Send = (request: Request) => Promise<Response>;

/** Sends each request several times at once, and returns the last reply. */
const repeating =
  (send: Send, times = 2): Send =>
  async (request) => {
    const copies = Array.from({ length: times }, () => request.clone());
    const replies = await Promise.all(copies.map((one) => send(one)));
    return replies.at(-1) as Response;
  };

const SLOW = 2_000;
const slowly = (call: () => void) =>
  vi.fn(async () => {
    call();
    await new Promise((resolve) => setTimeout(resolve, SLOW));
    return READING;
  });

test.each(['startJob', 'submitAnswers'] as const)(
  'a relay runs `%s` once, however often a browser sends it, and each repetition gets the reply',
  async (call) => {
    const port = { [call]: slowly(() => {}) };
    const { relay } = relaySetUp({ callerLimits: { maxConcurrent: 9 } }, port);
    const page = connectRelay({ url: 'https://app.example', fetch: repeating(relay, 5) });
    const { answers } = SUBMIT;
    const replies: Promise<Reading>[] = [];
    // The user gives the same answer again, which is another command.
    for (const _ of [1, 2]) {
      replies.push(page[call]({ member: MEMBER, job: 'aggregate', answers }));
      await pass(SLOW + 10);
    }
    for (const reply of await Promise.all(replies)) expect(reply).toMatchObject(READING);
    expect(port[call]).toHaveBeenCalledTimes(2);
  },
);

test('a key is valid for one call of one member, and for a minute', async () => {
  const [submitAnswers, startJob] = [vi.fn(async () => READING), vi.fn(async () => READING)];
  const { send } = relaySetUp({}, { submitAnswers, startJob });
  const key = { 'idempotency-key': 'one' };
  const other = { ...MEMBER, memberGuid: 'MBR-2' };
  await send(SUBMIT, key);
  await send({ ...SUBMIT, member: other }, key);
  await send({ call: 'startJob', member: MEMBER, job: 'aggregate' }, key);
  await send({ call: 'startJob', member: MEMBER, job: 'aggregate' }, key);
  expect([submitAnswers.mock.calls.length, startJob.mock.calls.length]).toEqual([2, 1]);
  await pass(61_000);
  await send(SUBMIT, key);
  expect(submitAnswers).toHaveBeenCalledTimes(3);
});

test('a key with another body is refused, and loses no answer', async () => {
  const bank = new Bank({ rounds: 2 });
  const host = await createHost({ port: bank });
  onTestFinished(() => host.close());
  const handler = createHostHandler(host, { authorize: () => true });
  const member = memberOf(1);
  await host.start({ member, job: 'aggregate' });
  await pass(20_000);
  const { challenges, prompt } = await host.view(member);
  const answers = (value: string) => ({
    answers: challenges.map(({ guid }) => ({ guid, value })),
    prompt,
  });
  const send = (body: object, key: string) =>
    handler(
      new Request('https://app.example/users/USR-1/members/MBR-1/answer', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    );
  expect((await send({ answers: [], prompt }, 'one')).status).toBe(200);
  const reused = await send(answers('correct'), 'one');
  expect([reused.status, await reused.json()]).toMatchObject([
    422,
    { code: 'invalid', sent: false, type: expect.stringContaining('#key-reused') },
  ]);
  expect(bank.received).toHaveLength(0);
  expect((await send(answers('correct'), 'two')).status).toBe(200);
  await pass(20_000);
  expect(bank.received).toHaveLength(1);
});

test('the keys of one user do not push out the key of another user', async () => {
  const submitAnswers = vi.fn(async () => READING);
  const { send } = relaySetUp({ callerLimits: { requestsPerSecond: 10_000 } }, { submitAnswers });
  await send(SUBMIT, { 'idempotency-key': 'mine' });
  const ofOther = { ...SUBMIT, member: { ...MEMBER, userGuid: 'USR-X' } };
  for (let index = 0; index < 1_200; index += 1)
    await send(ofOther, { 'idempotency-key': `${index}` });
  await send(SUBMIT, { 'idempotency-key': 'mine' });
  expect(submitAnswers).toHaveBeenCalledTimes(1_201);
});

test('a repetition of a failed or refused call fails in the same way', async () => {
  const submitAnswers = vi.fn(() => Promise.reject(new Error('a mistake')));
  const { send } = relaySetUp({ onError: () => {} }, { submitAnswers });
  const key = { 'idempotency-key': 'one' };
  const [first, second] = [await send(SUBMIT, key), await send(SUBMIT, key)];
  expect(await answered(second)).toEqual(await answered(first));
  expect(submitAnswers).toHaveBeenCalledOnce();
});

test('a host accepts a repeated answer once and replies twice, and new credentials reach MX once', async () => {
  const bank = new Bank({ rounds: 1 });
  const host = await createHost({ port: bank });
  onTestFinished(() => host.close());
  const updateCredentials = vi.fn(async () => ({ reading: READING }));
  const access = { updateCredentials } as unknown as MemberAccess;
  const handler = createHostHandler(host, { authorize: () => true, access });
  const page = connectHost({ url: 'https://app.example', fetch: repeating(handler) });
  const member = memberOf(1);
  await page.start({ member, job: 'aggregate' });
  await pass(20_000);
  const { challenges, prompt } = await page.view(member);
  const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  expect(await page.answer(member, { answers, prompt })).toMatchObject({ problems: [] });
  await pass(20_000);
  expect([bank.received.length, bank.startsOf(member)]).toEqual([1, 1]);
  const credentials = [{ guid: 'CRD-1', value: 'mxuser' }];
  await page.updateCredentials({ member, credentials });
  expect(updateCredentials).toHaveBeenCalledOnce();
});
