import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx } from '@mx-member/adapters/mx';
import { createHost, createMemoryStore } from '@mx-member/host';
import type { Limiter, MemberObserver } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { createMxSimulator, DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { credentials } from '../support/simulated.ts';

/** The limit is checked where requests are sent, because one poll can take two requests. In virtual time. */

const COUNT = 300;
const ASKED = 20;
const PER_SECOND = 20;
/** A job that runs longer than the test. */
const LONG = `simulate:${Array.from({ length: 60 }, () => 'CREATED').join()}`;

beforeEach(stopTime);
afterEach(releaseTime);

/** The largest number of times within any second. */
const busiest = (times: readonly number[]): number =>
  Math.max(
    ...times.map((from, index) => times.slice(index).filter((at) => at < from + 1000).length),
  );

test('restoring 300 members never exceeds the limit in any second, and polls waiting users first', async () => {
  const simulator = createMxSimulator({
    duplicates: 'allowed',
    step: 5_000,
    now: () => Date.now(),
  });
  const requests: { readonly at: number; readonly path: string }[] = [];
  const client = (limiter: Limiter) =>
    createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL('https://mx.test'),
      version: 'v20111101',
      limiter,
      fetch: async (request) => {
        requests.push({ at: performance.now(), path: new URL(request.url).pathname });
        return simulator.fetch(request);
      },
    });
  // Time stands still while members are created.
  const mx = client({ acquire: async () => () => {} });
  const { userGuid } = await mx.createUser({ id: 'one' });
  const members: MemberId[] = [];
  for (let index = 0; index < COUNT; index++) {
    const isAsked = index % (COUNT / ASKED) === 0;
    const { member } = await mx.createMember({
      userGuid,
      institutionCode: 'mxbank',
      credentials: credentials(isAsked ? 'simulate:text' : LONG),
      skipAggregation: true,
    });
    members.push(member);
  }

  const store = createMemoryStore();
  const waiting = new Set<string>();
  const observer: MemberObserver = {
    onView: ({ memberGuid }, view) => {
      if (view?.needs === 'answers') waiting.add(memberGuid);
    },
  };
  const first = await createHost({ port: mx, store, maxInFlight: COUNT, observer });
  await Promise.all(members.map((member) => first.start({ member, job: 'aggregate' })));
  await pass(60_000, () => waiting.size === ASKED);
  await first.close();
  requests.length = 0;

  const port = client(createLimiter({ requestsPerSecond: PER_SECOND }));
  const second = await createHost({ port, store, requestsPerSecond: PER_SECOND });
  await pass(30_000);
  expect(busiest(requests.map(({ at }) => at))).toBe(PER_SECOND);
  const polled = [...new Set(requests.map(({ path }) => /MBR-[^/]+/.exec(path)?.[0]))];
  expect(new Set(polled.slice(0, ASKED))).toEqual(waiting);
  expect(polled.length).toBe(COUNT);
  await second.close();
});
