import { createMx } from '@mx-member/adapters/mx';
import { createTracer, traceDigest } from '@mx-member/adapters/trace';
import { createReplay, explainStep } from '@mx-member/machine/trace';
import { DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { API_KEY, goodUser, openMember } from '../support/end-to-end-member.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { randomLifecycle, SECRET, userOf } from '../support/random-lifecycles.ts';
import { runCount } from '../support/run-count.ts';
import { TracedMember } from '../support/traced-member.ts';

const HOUR = 3_600_000;

/** The first line that fails a replay, with the earlier lines of the same trace. */
function firstFailure(lines: readonly string[]) {
  const replay = createReplay(traceDigest);
  for (const [index, line] of lines.entries()) {
    const read = replay.read(JSON.parse(line));
    if (read.type === 'failure') return { ...read, line: index + 1, text: line.slice(0, 400) };
    if (read.type === 'step')
      for (const sentence of explainStep(read)) expect(sentence).toMatch(/\.\)?\.?$/);
  }
  return null;
}

/** Runs random lifecycles with a quiet console, and passes the trace of each to a check. */
const inRandomLives = (
  live: (
    life: typeof randomLifecycle extends fc.Arbitrary<infer Life> ? Life : never,
    write: (line: string) => void,
  ) => Promise<readonly string[]>,
  numRuns: number,
) =>
  fc.assert(
    fc.asyncProperty(randomLifecycle, async (life) => {
      stopTime();
      const quiet = (['log', 'warn', 'error'] as const).map((name) =>
        vi.spyOn(console, name).mockImplementation(() => {}),
      );
      try {
        const lines: string[] = [];
        const secrets = await live(life, (line) => lines.push(line));
        expect(lines.length).toBeGreaterThan(1);
        expect(firstFailure(lines)).toBeNull();
        const text = lines.join('');
        expect([...secrets, SECRET, API_KEY].filter((secret) => text.includes(secret))).toEqual([]);
      } finally {
        for (const spy of quiet) spy.mockRestore();
        releaseTime();
      }
    }),
    { numRuns: runCount(numRuns) },
  );

test('a trace of lifecycles with faults and crashes is valid and contains no secret', () =>
  inRandomLives(async ({ faults, deeds, crashes, version, bank, ...rest }, write) => {
    const { simulator, member } = await openMember({ ...rest, simulator: bank });
    const mx = createMx({
      clientId: DEFAULT_CLIENT_ID,
      apiKey: API_KEY,
      environment: new URL('https://mx.test'),
      version: version as 'v20111101',
      fetch: simulator.fetch,
    });
    for (const rule of faults) simulator.faults.add(rule);
    const input = { member, job: 'aggregate' } as const;
    const life = new TracedMember(input, mx, createTracer({ write }), userOf(deeds));
    life.begin();
    for (const wait of crashes) {
      await pass(wait, () => life.isOver);
      if (!life.isOver) await life.crash();
    }
    await pass(HOUR, () => life.isOver);
    simulator.faults.clear();
    life.replaceUser(goodUser());
    await pass(2 * HOUR, () => life.isOver);
    return [member.userGuid, member.memberGuid];
  }, 12));

test('a trace of an actor is valid', () =>
  inRandomLives(async ({ faults, deeds, crashes, version, bank, ...rest }, write) => {
    const { inspect } = createTracer({ write });
    const live = await openMember({
      ...rest,
      simulator: bank,
      mx: { version: version as 'v20111101' },
      user: userOf(deeds),
      inspect,
    });
    for (const rule of faults) live.simulator.faults.add(rule);
    await live.begin(crashes);
    await live.run(HOUR);
    live.actor.stop();
    return [live.member.userGuid, live.member.memberGuid];
  }, 8));
