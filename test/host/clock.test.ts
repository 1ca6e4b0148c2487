import { createHost } from '@mx-member/host';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { passUntilDone } from './support/open-hosts.ts';

/** The computer's clock is set while members run. */

const MEMBER = memberOf(1);

beforeEach(stopTime);
afterEach(releaseTime);

/** Polls of a member, when the clock is set by `jump` ms during each fifth one. */
async function pollsWith(jump: number): Promise<readonly number[]> {
  let offset = 0;
  const bank = new Bank({ rounds: 0, step: 60_000, latency: 100, hasTimes: true });
  const read = bank.readStatus.bind(bank);
  let polls = 0;
  bank.readStatus = async (...request) => {
    const reading = await read(...request);
    polls += 1;
    if (polls % 5 === 0) offset += jump;
    return reading;
  };
  const host = await createHost({ port: bank, now: () => Date.now() + offset });
  await host.start({ member: MEMBER, job: 'aggregate' });
  await pass(90_000);
  expect((await host.view(MEMBER)).outcome).toMatchObject({ outcome: 'connected' });
  await passUntilDone(host.close(), 10_000);
  return bank.calls.filter(({ call }) => call === 'readStatus').map(({ at }) => at);
}

test.each([1_000, 5_000, 3_600_000, -5_000, -3_600_000])(
  'a clock that is set by %i ms during polls changes no poll',
  async (jump) => {
    const usual = await pollsWith(0);
    const gaps = usual.slice(1).map((at, index) => at - (usual[index] ?? 0));
    const polls = await pollsWith(jump);
    expect(polls.slice(1).map((at, index) => at - (polls[index] ?? 0))).toEqual(gaps);
    expect(gaps.length).toBeGreaterThan(15);
  },
);

test.each([0, 20_000, 3_600_000])(
  'a clock that is set ahead by %i ms lets no replica that is late decide',
  async (jump) => {
    const bank = new Bank({ rounds: 0, hasTimes: true, step: 3_000, end: 'DENIED' });
    let offset = 0;
    const before = {
      connectionStatus: 'CONNECTED',
      isBeingAggregated: false,
      challenges: [],
      aggregatedAt: '2025-12-31T00:00:00Z',
      successfullyAggregatedAt: '2025-12-31T00:00:00Z',
    };
    const read = bank.readStatus.bind(bank);
    const behindUntil = Date.now() + 10_000;
    let polls = 0;
    bank.readStatus = async (...request) => {
      polls += 1;
      if (polls === 2) offset += jump;
      return Date.now() < behindUntil ? before : read(...request);
    };
    const host = await createHost({ port: bank, now: () => Date.now() + offset });
    await host.start({ member: MEMBER, job: 'verify' });
    await pass(120_000);
    expect((await host.view(MEMBER)).outcome).toMatchObject({ reason: 'credentials' });
    await passUntilDone(host.close(), 10_000);
  },
);
