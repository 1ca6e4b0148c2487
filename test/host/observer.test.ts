import { createHost, createMemoryStore } from '@mx-member/host';
import type { MemberView } from '@mx-member/machine/step';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { recordedTelemetry } from '../support/telemetry.ts';

beforeEach(stopTime);
afterEach(releaseTime);

test('an observer gets the views of all members, which is enough for metrics', async () => {
  const { telemetry, metrics, spans } = recordedTelemetry();
  const port = telemetry.observePort(new Bank());
  const host = await createHost({ port, observer: telemetry });
  for (const index of [0, 1, 2]) await host.start({ member: memberOf(index), job: 'aggregate' });
  await pass(30_000);
  expect((await metrics())['mx_member.active']).toEqual({ aggregating: 0, challenged: 3 });

  const { challenges, prompt } = await host.view(memberOf(0));
  const answers = challenges.map(({ guid }) => ({ guid, value: 'right' }));
  await host.answer(memberOf(0), { answers, prompt });
  await host.cancel(memberOf(1));
  await pass(60_000);
  const measured = await metrics();
  expect(measured['mx_member.active']).toEqual({ aggregating: 0, challenged: 1, resumed: 0 });
  expect(measured['mx_member.lifecycle.duration']).toMatchObject({
    connected: { count: 1 },
    'failed cancelled': { count: 1 },
  });
  expect(measured['mx_member.rounds']).toEqual({ '': 3 });
  expect(measured['mx_member.calls']).toMatchObject({ startJob: 3, submitAnswers: 1 });

  await host.close();
  expect((await metrics())['mx_member.active']).toEqual({
    aggregating: 0,
    challenged: 0,
    resumed: 0,
  });
  expect(spans().filter(({ name }) => name === 'mx_member challenged')).toHaveLength(3);
});

test('an observer gets restored members after a restart, and null when the host closes', async () => {
  const store = createMemoryStore();
  const port = new Bank();
  const first = await createHost({ port, store });
  await first.start({ member: memberOf(0), job: 'aggregate' });
  await pass(30_000);
  await first.close();

  const seen: (MemberView['state'] | null)[] = [];
  const observer = {
    onView: (_: unknown, view: MemberView | null) => seen.push(view?.state ?? null),
  };
  const second = await createHost({ port, store, observer });
  expect(seen).toEqual(['challenged']);
  await second.close();
  expect(seen.at(-1)).toBeNull();
});
