import { MxError } from '@mx-member/machine/step';
import { createBudget } from '@mx-member/restate/service';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { firstPace } from '../../packages/http/src/limits/pace.ts';
import { reserve } from '../../packages/restate/src/service/budget/reserve.ts';
import { idle, running } from '../support/fake-member.ts';
import { register } from './support/admin.ts';
import { hasEnded, MEMBER, startCluster } from './support/cluster.ts';
import { QUICK, quickBank } from './support/quick.ts';
import { startWorker } from './support/worker.ts';

test('turns are never closer than the rate allows, and no request waits longer than it may', () => {
  const asking = fc.record({
    after: fc.nat(300),
    count: fc.integer({ min: 1, max: 30 }),
    urgency: fc.constantFrom('urgent' as const, 'normal' as const),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.array(asking, { maxLength: 50 }),
      (requestsPerSecond, all) => {
        let now = 1_000;
        let pace = firstPace(requestsPerSecond);
        const turns: number[] = [];
        for (const { after, count, urgency } of all) {
          now += after;
          const given = reserve(pace, now, { count, urgency });
          pace = given.pace;
          for (const wait of given.waits) {
            expect(wait).toBeLessThanOrEqual(urgency === 'urgent' ? 10_000 : 1_000);
            turns.push(now + wait);
          }
          if (given.waits.length < count) expect(given.retryAfter).toBeGreaterThan(0);
        }
        // An unused turn stays usable for a tenth of a second.
        const sorted = turns.toSorted((a, b) => a - b);
        for (const [index, at] of sorted.entries())
          expect(
            sorted.filter((one) => one >= at && one < at + 1_000).length,
            `turns in the second from turn ${index}`,
          ).toBeLessThanOrEqual(Math.ceil(requestsPerSecond * 1.1) + 1);
      },
    ),
  );
});

describe.concurrent('a budget', () => {
  test('does not trust the numbers of a caller', async ({ expect, onTestFinished }) => {
    const { ingress, admin } = inject('restate');
    const name = `budget-${crypto.randomUUID()}`;
    const budget = createBudget({ ingress, requestsPerSecond: 20, name });
    const worker = await startWorker([budget.service]);
    onTestFinished(worker.kill);
    await register(admin, worker.url);
    const ask = async (handler: string, body: object) => {
      const response = await fetch(`${ingress}/${name}/all/${handler}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: response.ok && (await response.json()) };
    };
    const huge = Number.MAX_SAFE_INTEGER;
    const turns = { count: 1, urgency: 'urgent', taken: 0 };
    const bad = { status: 400 };
    expect(await ask('reserve', { ...turns, count: huge })).toMatchObject(bad);
    expect(await ask('reserve', { ...turns, taken: huge })).toMatchObject(bad);
    expect(await ask('reserve', { ...turns, urgency: 'huge' })).toMatchObject(bad);
    expect(await ask('refuse', { retryAfter: huge, sentAgo: 0 })).toMatchObject(bad);
    expect(await ask('refuse', { retryAfter: 0, sentAgo: huge })).toMatchObject(bad);
    const greedy = { ...turns, count: 50, requestsPerSecond: 1, maxWait: huge };
    const waits: number[] = [];
    for (let times = 0; times < 10; times++)
      waits.push(...(await ask('reserve', greedy)).body.waits);
    // At most the turns of the next 10 s are taken.
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
    expect(waits.length).toBeLessThan(300);
    const { body } = await ask('reserve', greedy);
    expect(body.retryAfter).toBeLessThanOrEqual(10_100);
  });

  test('is shared by all workers, and counts requests', async ({ expect, onTestFinished }) => {
    const { ingress, admin } = inject('restate');
    const name = `budget-${crypto.randomUUID()}`;
    const budgets = [0, 1].map(() => createBudget({ ingress, requestsPerSecond: 20, name }));
    const worker = await startWorker(budgets.slice(0, 1).map(({ service }) => service));
    onTestFinished(worker.kill);
    await register(admin, worker.url);
    const from = performance.now();
    const at: number[] = [];
    const send = async (index: number) => {
      const member = { userGuid: 'USR-1', memberGuid: `MBR-${index}` };
      const release = await budgets[index % 2]?.limiter.acquire({ member, priority: 1 });
      at.push(performance.now() - from);
      release?.();
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => send(index)));
    expect(Math.max(...at)).toBeGreaterThan(37 * 50 - 50);
    // Requests without a waiting user are refused if the turn is more than a second away.
    const later = Array.from({ length: 40 }, () =>
      budgets[0]?.limiter.acquire({ member: null, priority: 0 }).catch((error: unknown) => error),
    );
    const refused = (await Promise.all(later)).filter((one) => one instanceof MxError);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0]).toMatchObject({ code: 'rateLimited', retryAfter: expect.any(Number) });
  });

  test('defers polls when it is used up, without a warning in the view', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank({ rounds: 0 });
    const read = bank.readStatus.bind(bank);
    const priorities: (number | undefined)[] = [];
    bank.readStatus = async (request, options) => {
      priorities.push(options?.priority);
      // The look and the first poll are urgent because their user waits.
      if (options?.priority === 0) throw new MxError('rateLimited', { retryAfter: 50 });
      if (priorities.length === 1) return idle(null);
      return priorities.length === 2 ? running('CONNECTED') : read(request, options);
    };
    const warnings: unknown[] = [];
    const cluster = await startCluster(
      { onTestFinished },
      {
        port: bank,
        observer: { onView: (_, view) => view?.warning && warnings.push(view.warning) },
      },
    );
    await cluster.host.start({ member: MEMBER, job: 'aggregate' });
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    // Finally it goes before other polls, so that each member is polled.
    expect(priorities).toEqual([1, 1, 0, 0, 0, 0, 0, 1]);
    expect(warnings).toEqual([]);
  });

  test('defers the poll of a hint too when it is used up, without a warning in the view', async ({
    expect,
    onTestFinished,
  }) => {
    const bank = quickBank({ rounds: 0 });
    const read = bank.readStatus.bind(bank);
    const first = Promise.withResolvers<void>();
    const priorities: (number | undefined)[] = [];
    bank.readStatus = async (request, options) => {
      priorities.push(options?.priority);
      if (priorities.length === 1) return idle(null);
      first.resolve();
      if (priorities.length === 2) return running('CONNECTED');
      if (priorities.length > 4) return read(request, options);
      throw new MxError('rateLimited', { retryAfter: 50 });
    };
    const warnings: unknown[] = [];
    const cluster = await startCluster(
      { onTestFinished },
      {
        port: bank,
        // Only the hint can cause a poll.
        pacing: { ...QUICK, busy: 3_600_000, busyMost: 3_600_000 },
        observer: { onView: (_, view) => view?.warning && warnings.push(view.warning) },
      },
    );
    await cluster.host.start({ member: MEMBER, job: 'aggregate' });
    await first.promise;
    await cluster.host.hint(MEMBER);
    expect(await cluster.until(hasEnded)).toMatchObject({ state: 'connected' });
    expect(priorities).toEqual([1, 1, 0, 0, 0]);
    expect(warnings).toEqual([]);
  });

  test('pauses all members after a 429', async ({ expect, onTestFinished }) => {
    const { ingress } = inject('restate');
    const name = `budget-${crypto.randomUUID()}`;
    const budget = createBudget({ ingress, requestsPerSecond: 100, name });
    const bank = quickBank({ rounds: 0 });
    const start = bank.startJob.bind(bank);
    bank.startJob = async () => {
      bank.startJob = start;
      throw new MxError('rateLimited', { status: 429, retryAfter: 1_500 });
    };
    const cluster = await startCluster({ onTestFinished }, { port: bank, budget });
    await cluster.host.start({ member: MEMBER, job: 'aggregate' });
    await cluster.until(({ warning }) => warning?.code === 'rateLimited');
    const from = performance.now();
    const release = await budget.limiter.acquire({ member: MEMBER, priority: 1 });
    release();
    expect(performance.now() - from).toBeGreaterThan(500);
  });
});
