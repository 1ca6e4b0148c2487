import { persist } from '@mx-member/machine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bank, type BankOptions } from '../support/bank.ts';
import { commands, modelOf, PATIENT } from '../support/commands.ts';
import { shownIn } from '../support/expect-view.ts';
import {
  challenged,
  fakeMember,
  idle,
  MEMBER,
  type MxBehaviour,
  running,
} from '../support/fake-member.ts';
import { ManualMember } from '../support/manual-port.ts';
import { runCount } from '../support/run-count.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const RUNS = runCount(140);

/** Runs a random sequence of commands for a member, then checks the result. */
const afterAnySequence = (
  ask: (member: ManualMember) => void | Promise<void>,
  input: ConstructorParameters<typeof ManualMember>[0] = PATIENT,
  options: fc.CommandsContraints = {},
) =>
  fc.assert(
    fc.asyncProperty(commands(options), async (sequence) => {
      const real = new ManualMember(input);
      const setup = async () => ({ model: modelOf(), real: await real.start() });
      await fc.asyncModelRun(setup, sequence);
      await ask(real);
    }),
    { numRuns: RUNS },
  );

describe('for any events in any order', () => {
  test('a member follows a small model, and is challenged exactly while an unanswered challenge is open', () =>
    afterAnySequence(() => {}));

  test('the revision of the view increases exactly when the view changes, and at a restore', () =>
    afterAnySequence(({ shown }) => {
      for (const [index, { view, isFirst }] of shown.entries()) {
        const before = shown[index - 1]?.view;
        const isNew =
          isFirst || JSON.stringify(shownIn(view)) !== JSON.stringify(before && shownIn(before));
        expect(view.revision - (before?.revision ?? 0)).toBe(isNew ? 1 : 0);
      }
    }));

  test('connected is reached only from a settled CONNECTED without an error code', () =>
    afterAnySequence(({ actor, view }) => {
      const { reading } = actor.getSnapshot().context;
      if (view.state === 'connected')
        expect(reading).toMatchObject({
          connectionStatus: 'CONNECTED',
          isBeingAggregated: false,
        });
    }));

  test('the outcome is emitted once and never changes', () =>
    afterAnySequence(async (member) => {
      const ends = member.emitted.filter(({ type }) => type === 'ended');
      expect(ends).toHaveLength(member.view.outcome ? 1 : 0);
      if (!member.view.outcome) await member.send({ type: 'cancel' });
      const end = member.actor.getSnapshot();
      await member.clock.run(3_600_000);
      expect(member.actor.getSnapshot()).toBe(end);
      expect(member.clock.pending).toBe(0);
    }));

  test('polls are three seconds apart, except the first after a command or a restore, and one after a hint', () =>
    afterAnySequence(({ log }) => {
      const isRead = ({ what }: { what: string }) => what === 'read';
      let wasEarly = false;
      for (let last = log.findIndex(isRead); last >= 0; ) {
        const next = log.findIndex((entry, index) => index > last && isRead(entry));
        if (next < 0) break;
        const gap = (log[next]?.at ?? 0) - (log[last]?.at ?? 0);
        const between = log.slice(last + 1, next).map(({ what }) => what);
        const isEarly = gap < 3_000 && !between.includes('command');
        if (isEarly) expect(between).toContain('hint');
        if (isEarly && wasEarly) expect(between).toContain('phase');
        wasEarly = isEarly;
        last = next;
      }
    }));

  test('an answer is only in its event and its call', () =>
    afterAnySequence(({ actor, view, emitted, inspected }) => {
      const snapshot = actor.getSnapshot();
      const others = inspected.filter(
        (one) => !('event' in one) || one.event.type !== 'challenge.answer',
      );
      // XState's own persistence is searched too, although records are ours.
      const native = actor.getPersistedSnapshot();
      const places = { snapshot, native, record: persist(snapshot), view, emitted, others };
      const leaks = Object.entries(places).filter(([, place]) =>
        JSON.stringify(place).includes('SECRET'),
      );
      expect(leaks.map(([name]) => name)).toEqual([]);
    }));

  test('the lifecycle ends once MX works and the user answers', () =>
    afterAnySequence(async (member) => {
      let isAnswered = false;
      for (let turn = 0; turn < 200 && !member.view.outcome; turn++) {
        const { open, view } = member;
        if (open?.name === 'startJob') await member.reply(running('CONNECTED'));
        else if (open?.name === 'submitAnswers') {
          isAnswered ||= open.answers.some(({ guid }) => guid === 'LAST');
          await member.reply(running('RESUMED'));
        } else if (open) await member.reply(isAnswered ? idle('CONNECTED') : challenged('LAST'));
        else if (view.needs === 'answers') {
          const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
          await member.send({ type: 'challenge.answer', answers, prompt: member.view.prompt });
        } else await member.clock.run(60_000);
      }
      expect(member.view.outcome).not.toBeNull();
    }, {}));
});

const banks: fc.Arbitrary<BankOptions> = fc.record({
  rounds: fc.integer({ min: 0, max: 4 }),
  end: fc.constantFrom('CONNECTED', 'DENIED', 'LOCKED', 'FAILED', 'REJECTED'),
  step: fc.integer({ min: 0, max: 20_000 }),
  latency: fc.integer({ min: 0, max: 2_000 }),
});

/**
 * Runs a lifecycle to its outcome with a user who answers at once. After `crashes[i]` ms the process crashes and
 * another one continues.
 */
async function live(options: BankOptions, crashes: readonly number[]) {
  const clock = new VirtualClock();
  const bank = new Bank({ ...options, clock });
  const mx: MxBehaviour = {
    start: () => bank.startJob({ member: MEMBER }),
    read: () => bank.readStatus({ member: MEMBER }),
    submit: (answers) => bank.submitAnswers({ member: MEMBER, answers }),
  };
  let member = fakeMember(mx, {}, undefined, clock);
  await member.start();
  const waits = [...crashes];
  for (let turn = 0; turn < 500 && !member.view().outcome; turn++) {
    if (member.view().needs === 'answers') await member.answer();
    const crash = waits.shift();
    await member.run(crash ?? 3_000);
    if (crash === undefined || member.view().outcome) continue;
    const record = JSON.parse(JSON.stringify(persist(member.actor.getSnapshot())));
    member.actor.stop();
    member = fakeMember(mx, {}, record, clock);
    await member.start();
  }
  const { outcome } = member.view();
  return {
    outcome: outcome?.outcome,
    reason: outcome && 'reason' in outcome && outcome.reason,
    received: bank.received.map(({ guid }) => guid),
  };
}

test('an interrupted lifecycle has the same outcome as an uninterrupted one, and each round is answered once', async () => {
  const crashes = fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(banks, crashes, async (options, moments) => {
      const whole = await live(options, []);
      const broken = await live(options, moments);
      expect(broken).toEqual(whole);
      expect(new Set(broken.received).size).toBe(options.rounds);
      expect(broken.received).toHaveLength(options.rounds ?? 0);
    }),
    { numRuns: Math.ceil(RUNS / 2) },
  );
});
