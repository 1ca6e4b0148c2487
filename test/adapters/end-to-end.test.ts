import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createMxSimulator, DEFAULT_CLIENT_ID, parseFault } from '@mx-member/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  API_KEY,
  answerAll,
  EndToEndMember,
  openMember,
  type Setting,
  type User,
} from '../support/end-to-end-member.ts';
import { expectBankAgrees, outcomeOf } from '../support/expect-bank-agrees.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** Machine, client and simulated bank together, in virtual time. */

beforeEach(stopTime);
afterEach(releaseTime);

/** A lifecycle from start to end, with these faults. */
const live = async (password: string, faults: readonly string[] = [], more = {}) => {
  const simulator = { faults: faults.map(parseFault) };
  return (await openMember({ password, simulator, ...more })).toEnd();
};
const gradesOf = ({ truth }: EndToEndMember) => truth.received.answers.map(({ grade }) => grade);

describe('a lifecycle without faults', () => {
  test.each([
    ['simulate:text', 1],
    ['simulate:options,token', 2],
    ['simulate:text+options+image,image_options', 4],
    ['simulate:DELAYED,token,UPDATED,CONNECTED', 1],
  ])('answers each question of %s once', async (password, questions) => {
    const member = await live(password);
    expect(outcomeOf(member)).toBe('connected');
    expect(gradesOf(member)).toEqual(Array(questions).fill('right'));
    expect(member.truth.received.refusedAnswers).toBe(0);
  });

  test('waits for another job, answers its question, then runs its own job', async () => {
    const member = await live('simulate:token', [], { otherJob: true });
    expect(outcomeOf(member)).toBe('connected');
    expect(gradesOf(member)).toEqual(['right', 'right']);
    const { starts } = member.truth.received;
    expect(starts.filter(({ result }) => result === 'started')).toMatchObject([
      { job: 'verify' },
      { job: 'aggregate' },
    ]);
  });

  test('is not fresh if MX accepts the start and runs nothing', async () => {
    const throttled: Setting = {
      password: 'correct',
      before: 'correct',
      simulator: { throttle: 10_800_000 },
    };
    const member = await (await openMember(throttled)).toEnd();
    expect(member.view.outcome).toMatchObject({ outcome: 'connected', fresh: false });
  });

  test('can use the bank’s own page', async () => {
    const simulator = createMxSimulator({ now: () => Date.now(), apiKey: API_KEY });
    const mx = createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: API_KEY,
      environment: new URL('https://mx.test'),
      fetch: simulator.fetch,
    });
    const created = await mx.createMember({
      ...(await mx.createUser()),
      institutionCode: 'mx_bank_oauth',
      isOauth: true,
    });
    const input = { job: null, oauth: true };
    const member = new EndToEndMember(simulator, created.member, { password: '', input });
    await member.begin();
    await member.run(300_000);
    expect(member.view).toMatchObject({ state: 'authorizing', needs: 'authorization' });
    const body = new URLSearchParams({ decision: 'authorize' });
    await simulator.fetch(created.oauthWindowUri ?? '', { method: 'POST', body });
    await member.run(300_000);
    expect(member.view.outcome).toMatchObject({ outcome: 'connected', fresh: true });
  });
});

describe('an answer', () => {
  test('is sent once after a double click', async () => {
    const user: User = (questions) => ({
      after: 1_000,
      answers: answerAll(questions, 'correct'),
      twice: true,
    });
    const member = await live('simulate:token', [], { user });
    expect(outcomeOf(member)).toBe('connected');
    expect(member.sent.filter((request) => request === 'PUT resume')).toHaveLength(1);
  });

  test('is not asked again while MX still shows the question', async () => {
    const member = await openMember({ password: 'simulate:token' });
    member.actor.on('resumed', () => member.simulator.faults.add(parseFault('status:stale:2')));
    await member.toEnd();
    expect(outcomeOf(member)).toBe('connected');
    expect(gradesOf(member)).toEqual(['right']);
    expect([...member.given.values()]).toEqual([1]);
  });

  test('that arrives late is not asked again after the next question has appeared', async () => {
    // The client gives up after ten seconds. Five seconds later the bank receives the answer and asks the next
    // question.
    const member = await live('simulate:options,token', ['resume:delay=15000:1']);
    expect(outcomeOf(member)).toBe('connected');
    expect(gradesOf(member)).toEqual(['right', 'right']);
    expect(member.truth.received.refusedAnswers).toBeLessThanOrEqual(1);
  });
});

describe('a success with an error code is a failure', () => {
  test.each([
    'delay=900',
    'delay=15000',
    'drop-before',
    'drop-after',
    '500',
    '503/20',
    '429/30',
    'malformed',
    'truncated',
    'stale',
  ])('even if the page with the error code is lost once by %s', async (fault) => {
    const member = await live('simulate:token,CONNECTED/1001', [`readMember:${fault}:1`]);
    expect(outcomeOf(member)).toBe('noAccounts');
  });
});

test('a webhook causes a poll at once, and decides nothing', async () => {
  const told: Request[] = [];
  const receive = async (request: Request) => {
    told.push(request);
    return new Response(null, { status: 204 });
  };
  const keys = { username: 'mx', password: 'the password of the webhook' };
  const day = 86_400_000;
  const pacing = { first: day, busy: day, needsUser: day };
  const member = await openMember({
    password: 'simulate:token',
    input: { pacing, deadlines: { busy: 2 * day } },
    simulator: { webhooks: { ...keys, fetch: receive } },
  });
  await member.begin();
  for (let second = 0; second < 60 && !member.view.outcome; second++) {
    await member.run(1_000);
    await member.simulator.webhooks.flush();
    for (const request of told.splice(0)) {
      const webhook = await parseMxWebhook(request, keys);
      if (webhook.ok) member.actor.send(webhook.event);
    }
  }
  expect(outcomeOf(member)).toBe('connected');
  expectBankAgrees(member);
});

test('after a crash during an answer, nothing is sent again by itself', async () => {
  const member = await openMember({
    password: 'simulate:options,token',
    simulator: { faults: [parseFault('resume:delay=4000-after')] },
  });
  let isOnItsWay = false;
  member.actor.on('resumed', () => {
    isOnItsWay = true;
  });
  await member.begin();
  await pass(60_000, () => isOnItsWay);
  await pass(2_000);
  await member.crash();
  await member.run(86_400_000);
  expect(outcomeOf(member)).toBe('connected');
  expect(gradesOf(member)).toEqual(['right', 'right']);
  expect([...member.given.values()]).toEqual([1, 1]);
});
