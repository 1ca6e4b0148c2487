import { inspect } from 'node:util';
import type { FaultRule } from '@mx-member/simulator';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import {
  API_KEY,
  type EndToEndMember,
  goodUser,
  openMember,
} from '../support/end-to-end-member.ts';
import { expectBankAgrees, outcomeOf } from '../support/expect-bank-agrees.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import {
  crashes,
  password,
  randomLifecycle,
  SECRET,
  userOf,
} from '../support/random-lifecycles.ts';
import { runCount } from '../support/run-count.ts';

const HOUR = 3_600_000;

/** Runs a random lifecycle. First every planned fault happens. Then the faults stop, and the user answers correctly. */
const afterAnyLife = (ask: (live: EndToEndMember, shown: readonly unknown[]) => void) =>
  fc.assert(
    fc.asyncProperty(
      randomLifecycle,
      async ({ faults, deeds, crashes, version, bank, ...rest }) => {
        const shown: unknown[] = [];
        stopTime();
        const consoles = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
          vi.spyOn(console, name).mockImplementation((...args) => void shown.push(args)),
        );
        try {
          const live = await openMember({
            ...rest,
            simulator: bank,
            mx: { version },
            user: userOf(deeds),
            watch: (thing) => shown.push(thing),
          });
          for (const rule of faults) live.simulator.faults.add(rule);
          await live.begin(crashes);
          await live.run(HOUR);
          live.simulator.faults.clear();
          live.replaceUser(goodUser());
          await live.run(2 * HOUR);
          ask(live, shown);
        } finally {
          for (const spy of consoles) spy.mockRestore();
          releaseTime();
        }
      },
    ),
    { numRuns: runCount(70) },
  );

test('a lifecycle ends as the bank knows it, and only answers that the user gave are graded', () =>
  afterAnyLife((live) => {
    expect(live.view.outcome).not.toBeNull();
    expectBankAgrees(live);
  }));

test('views, records, events, errors and the console never contain an answer, a password or a key', () =>
  afterAnyLife((_live, shown) => {
    const text = JSON.stringify(shown) + inspect(shown, { depth: Infinity });
    expect(
      [SECRET, API_KEY, btoa(`simulator-client:${API_KEY}`), 'simulate:'].filter((secret) =>
        text.includes(secret),
      ),
    ).toEqual([]);
  }));

/** A lifecycle with slow requests, without faults, and with crashes at these moments. */
async function live(password: string, fault: FaultRule['fault'], moments: readonly number[]) {
  stopTime();
  try {
    const member = await openMember({ password });
    member.simulator.faults.add({ fault });
    await member.toEnd(moments);
    const { answers, refusedAnswers } = member.truth.received;
    return { end: outcomeOf(member), answers: answers.map(({ grade }) => grade), refusedAnswers };
  } finally {
    releaseTime();
  }
}

test('crashes without other faults change neither the outcome nor the answers', async () => {
  const latency: fc.Arbitrary<FaultRule['fault']> = fc.record({
    kind: fc.constant('delay'),
    ms: fc.constantFrom(0, 300, 2_500),
    when: fc.constantFrom('before', 'after'),
  });
  await fc.assert(
    fc.asyncProperty(password, latency, crashes, async (password, fault, moments) => {
      expect(await live(password, fault, moments)).toEqual(await live(password, fault, []));
    }),
    { numRuns: runCount(35) },
  );
});
