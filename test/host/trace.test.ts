import { createTracer, traceDigest } from '@mx-member/adapters/trace';
import { createHost, createMemoryStore, type HostStore } from '@mx-member/host';
import type { MemberId } from '@mx-member/machine/step';
import { createReplay, type StepLine } from '@mx-member/machine/trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { mortal } from './support/mortal.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const answer = async (
  host: Awaited<ReturnType<typeof createHost>>,
  member: MemberId,
  value: string,
) => {
  const { challenges, prompt } = await host.view(member);
  const answers = challenges.map(({ guid }) => ({ guid, value }));
  return host.answer(member, { answers, prompt });
};

/** A store that cannot commit after its process has died. */
const mortalStore = (store: HostStore, { alive }: ReturnType<typeof mortal>): HostStore => ({
  ...store,
  load: () => store.load(),
  commit: async (changes, options) => alive(() => store.commit(changes, options)),
  close: async () => {},
});

test('a host writes a trace of all its members that is valid across crashes', async () => {
  const lines: StepLine[] = [];
  const trace = createTracer({ write: (line) => lines.push(JSON.parse(line)) });
  const store = createMemoryStore();
  const bank = new Bank({ rounds: 2, latency: 200, outage: { from: 20_000, ms: 15_000 } });
  const count = 12;

  const begin = async () => {
    const life = mortal(bank, () => {});
    const host = await createHost({
      port: life.port,
      store: mortalStore(store, life),
      trace: { onStep: (...step) => life.alive(() => trace.onStep(...step)) },
    });
    return { life, host };
  };
  let { life, host } = await begin();
  for (let index = 0; index < count; index++)
    await host.start({ member: memberOf(index), job: 'aggregate', baseline: {} });
  for (const ms of [500, 9_000, 14_000, 30_000]) {
    await pass(ms);
    life.die();
    ({ life, host } = await begin());
  }
  for (let round = 0; round < 4; round++) {
    await pass(60_000);
    for (let index = 0; index < count; index++) {
      const member = memberOf(index);
      if ((await host.view(member)).needs !== 'answers') continue;
      if (index === 0) await answer(host, member, '');
      await answer(host, member, 'right');
      await host.hint(member);
    }
  }
  await pass(60_000);
  await host.cancel(memberOf(1));
  await host.start(
    { member: memberOf(2), job: 'aggregate', baseline: {} },
    { after: (await host.view(memberOf(2))).revision },
  );
  await pass(20_000);
  await host.close();

  const replay = createReplay(traceDigest);
  const failed = lines.flatMap((line, index) => {
    const read = replay.read(line);
    return read.type === 'failure'
      ? [{ ...read, index, line: JSON.stringify(line).slice(0, 300) }]
      : [];
  });
  expect(failed.slice(0, 1)).toEqual([]);
  const kinds = new Map<string, number>();
  for (const { type } of lines) kinds.set(type, (kinds.get(type) ?? 0) + 1);
  expect(kinds.get('begin')).toBe(count + 1);
  expect(kinds.get('recover')).toBeGreaterThan(count);
  const ends = lines.filter(({ effects }) => effects?.some(({ type }) => type === 'ended'));
  expect(ends.length).toBeGreaterThanOrEqual(count);
  expect(JSON.stringify(lines)).not.toMatch(/MBR-|USR-|right/);
});

test('errors of a tracer are reported and do no harm', async () => {
  const reported: unknown[] = [];
  const host = await createHost({
    port: new Bank({ rounds: 0 }),
    trace: createTracer({
      write() {
        throw new Error('full');
      },
    }),
    onError: (_, where) => reported.push(where),
  });
  await host.start({ member: memberOf(0), job: 'aggregate', baseline: {} });
  await pass(60_000);
  expect(await host.view(memberOf(0))).toMatchObject({ state: 'connected' });
  expect(new Set(reported)).toEqual(new Set(['trace']));
  await host.close();
});
