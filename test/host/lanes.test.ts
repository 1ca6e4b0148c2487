import { createLimiter } from '@mx-member/adapters/limiter';
import { createAndStart, createHost, createMemoryStore } from '@mx-member/host';
import type { GivenAnswers, MemberHost } from '@mx-member/machine/hosting';
import { type MemberId, type MemberPort, type MemberView, MxError } from '@mx-member/machine/step';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { seeded } from '../support/seeded.ts';
import { credentials } from '../support/simulated.ts';
import { gate } from '../support/simulated-limit.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** Answers go first, however many polls are due: a host whose members need more requests than MX accepts, with users who answer meanwhile. */

/** Times in ms, one for each user. */
interface AnswerTimes {
  /** From the answer until the host's reply that accepts it. */
  readonly taken: number[];
  /** From the answer until the host sends it to MX. */
  readonly sent: number[];
  /** From the start of a new member until its question is shown. */
  readonly found: number[];
  /** The share of all requests that MX refused. */
  readonly refused: number;
}

const LATENCY = 100;
const SECOND = 1_000;

/** A port that accepts so many requests in any second, counted at arrival. A request takes 20 to 80 ms to arrive. */
function limited(bankOf: (member: MemberId) => Bank, perSecond: number) {
  const { below } = seeded(11);
  const startedAt = new Map<string, number>();
  const sentAt = new Map<string, number>();
  const count = { all: 0, refused: 0 };
  const isTaken = gate('sliding', perSecond);
  async function arrive<Result>(call: () => Promise<Result>): Promise<Result> {
    await new Promise((resolve) => setTimeout(resolve, 20 + below(60)));
    count.all += 1;
    if (isTaken(Date.now())) return call();
    count.refused += 1;
    throw new MxError('rateLimited', { status: 429 });
  }
  const port: MemberPort = {
    startJob(request, options) {
      startedAt.set(request.member.memberGuid, Date.now());
      return arrive(() => bankOf(request.member).startJob(request, options));
    },
    readStatus: (request, options) =>
      arrive(() => bankOf(request.member).readStatus(request, options)),
    submitAnswers(request, options) {
      sentAt.set(request.member.memberGuid, Date.now());
      return arrive(() => bankOf(request.member).submitAnswers(request, options));
    },
  };
  return { port, startedAt, sentAt, count };
}

interface Users {
  readonly host: MemberHost<MemberView>;
  readonly times: { readonly taken: number[]; readonly found: number[] };
  /** When each member was answered, in ms since 1970. */
  readonly answeredAt: Map<string, number>;
}

/** What a user types for this view. */
const typedIn = ({ challenges, prompt }: MemberView): GivenAnswers => ({
  answers: challenges.map(({ guid }) => ({ guid, value: 'x' })),
  prompt: prompt ?? 0,
});

/** Answers the question of a member, and tries again while the host does not know the question yet. */
async function answer(
  { host, times, answeredAt }: Users,
  member: MemberId,
  given: GivenAnswers,
): Promise<void> {
  const from = Date.now();
  answeredAt.set(member.memberGuid, from);
  while ((await host.answer(member, given)).problems.length > 0)
    await new Promise((resolve) => setTimeout(resolve, SECOND));
  times.taken.push(Date.now() - from);
}

/** Starts a member, and waits for its question. */
async function ask({ host, times }: Users, member: MemberId): Promise<MemberView> {
  const from = Date.now();
  let view = await host.start({ member, job: 'aggregate' });
  while (view.needs !== 'answers' && !view.outcome) view = await host.next(member, view);
  times.found.push(Date.now() - from);
  return view;
}

/** Runs each task at its time, and lets time pass until all are done. */
async function spread(work: readonly (() => Promise<unknown>)[], every: number) {
  let isDone = false;
  const all = work.map(async (one, index) => {
    await new Promise((resolve) => setTimeout(resolve, 1 + index * every));
    await one();
  });
  void Promise.all(all).then(() => {
    isDone = true;
  });
  for (let seconds = 0; !isDone && seconds < 3_600; seconds++) await pass(SECOND);
  await pass(10_000);
}

const sentAfter = (sentAt: Map<string, number>, answeredAt: Map<string, number>): number[] =>
  [...answeredAt].map(([guid, at]) => (sentAt.get(guid) ?? Number.POSITIVE_INFINITY) - at);

interface RestartLoad {
  /** How many members had an open question when the process ended. */
  readonly restored: number;
  /** The number of users who answer, and of new members. One of each comes every second. */
  readonly users: number;
  /** The limit of MX, in requests a second. */
  readonly perSecond: number;
  /** The limit that the host is given. */
  readonly requestsPerSecond: number;
}

/** After a restart, users answer open questions, and others start. */
async function answersAfterRestart(load: RestartLoad): Promise<AnswerTimes> {
  const { restored, users, perSecond, requestsPerSecond } = load;
  const bank = new Bank({ latency: LATENCY });
  const store = createMemoryStore();
  const before = await createHost({ port: bank, store, maxInFlight: 5_000 });
  const members = Array.from({ length: restored }, (_, index) => memberOf(index));
  const starts = Promise.all(members.map((member) => before.start({ member, job: 'aggregate' })));
  await pass(30_000);
  await starts;
  const every = Math.floor(restored / users);
  const answering = members.filter((_, index) => index % every === 0).slice(0, users);
  const given = await Promise.all(answering.map(async (one) => typedIn(await before.view(one))));
  await before.close();

  const { port, sentAt, count } = limited(() => bank, perSecond);
  const host = await createHost({ port, store, requestsPerSecond });
  const times = { taken: [], found: [] };
  const answeredAt = new Map<string, number>();
  const all: Users = { host, times, answeredAt };
  await pass(5_000);
  const acts = given.flatMap((answers, index) => [
    () => answer(all, answering[index] as MemberId, answers),
    () => ask(all, memberOf(restored + index)),
  ]);
  await spread(acts, SECOND / 2);
  await host.close();
  return {
    ...times,
    sent: sentAfter(sentAt, answeredAt),
    refused: count.refused / count.all,
  };
}

interface PollingLoad {
  /** Members with long jobs, at whose pages nobody looks. */
  readonly polling: number;
  /** Members with questions, two a second. Their users answer within some seconds. */
  readonly askers: number;
  readonly perSecond: number;
}

/** While many members are polled, other members are started, asked and answered. */
async function answersWhilePolling(load: PollingLoad): Promise<AnswerTimes> {
  const { polling, askers, perSecond } = load;
  const long = new Bank({ step: 36_000_000, latency: LATENCY });
  const quick = new Bank({ step: 2_000, latency: LATENCY });
  const isAsker = ({ memberGuid }: MemberId) => Number(memberGuid.slice(4)) >= polling;
  const { port, sentAt, count } = limited((one) => (isAsker(one) ? quick : long), perSecond);
  const host = await createHost({ port });
  const times = { taken: [], found: [] };
  const answeredAt = new Map<string, number>();
  const all: Users = { host, times, answeredAt };
  for (let index = 0; index < polling; index++) {
    long.begin(memberOf(index));
    await host.start({ member: memberOf(index), job: null });
  }
  // Long enough that nobody looks at them any more, and that the host has learnt the limit.
  await pass(180_000);
  const acts = Array.from({ length: askers }, (_, index) => async () => {
    const member = memberOf(polling + index);
    const view = await ask(all, member);
    await new Promise((resolve) => setTimeout(resolve, SECOND + (index % 7) * 500));
    await answer(all, member, typedIn(view));
  });
  await spread(acts, SECOND / 2);
  await host.close();
  return { ...times, sent: sentAfter(sentAt, answeredAt), refused: count.refused / count.all };
}

beforeEach(stopTime);
afterEach(releaseTime);

/** The value at a share of a sorted list. */
const at = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(part * (times.length - 1))] ?? Number.NaN;

test('after a restart with many open questions an answer is sent at once, and new questions are found', {
  timeout: 20_000,
}, async () => {
  const load = { restored: 600, users: 20, perSecond: 10, requestsPerSecond: 10 };
  const { taken, sent, found } = await answersAfterRestart(load);
  expect(taken).toHaveLength(20);
  expect(at(taken, 0.5)).toBeLessThanOrEqual(1_000);
  expect(at(taken, 1)).toBeLessThanOrEqual(2_500);
  expect(Math.max(...sent)).toBeLessThanOrEqual(Math.max(...taken) + 1_000);
  // With 600 members and 10 calls a second, a single queue would take a minute.
  expect(Math.max(...found)).toBeLessThan(20_000);
});

test('answers reach MX within a second even if more polls are due than MX accepts', {
  timeout: 20_000,
}, async () => {
  const { taken, sent } = await answersWhilePolling({ polling: 150, askers: 20, perSecond: 10 });
  expect(taken).toHaveLength(20);
  expect(Math.max(...sent)).toBeLessThanOrEqual(1_000);
});

test('of many people who start at once, each start follows its first poll, however many other polls are due', {
  timeout: 20_000,
}, async () => {
  const bank = new Bank({ latency: LATENCY });
  const { port, startedAt } = limited(() => bank, 10);
  const host = await createHost({ port });
  const people = Array.from({ length: 200 }, (_, index) => memberOf(index));
  const from = Date.now();
  await Promise.all(people.map((member) => host.start({ member, job: 'aggregate' })));
  await pass(90_000);
  // Two requests for each person, at 10 a second.
  expect(startedAt.size).toBe(200);
  expect(Math.max(...startedAt.values()) - from).toBeLessThan(60_000);
  await host.close();
});

test('a person who creates a member waits for seconds, however many polls wait in the client', {
  timeout: 20_000,
}, async () => {
  const { fetch, bank } = createMxSimulator({ now: () => Date.now() });
  const mx = mxOver(fetch, { limiter: createLimiter({ requestsPerSecond: 10 }) });
  const host = await createHost({ port: mx });
  for (let index = 0; index < 300; index++)
    void host.start({ member: memberOf(index), job: 'aggregate' });
  await pass(2_000);
  const { guid: userGuid } = bank.createUser({ id: 'new' });
  const login = { institutionCode: 'mxbank', credentials: credentials('correct') };
  const from = Date.now();
  let took = Number.POSITIVE_INFINITY;
  void createAndStart({ mx, host, id: 'new', userGuid, ...login }).then(
    () => {
      took = Date.now() - from;
    },
    () => {},
  );
  await pass(40_000);
  expect(took).toBeLessThan(12_000);
  await host.close();
});
