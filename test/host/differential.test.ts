import { createHost } from '@mx-member/host';
import { createMemberActors, type MemberView, memberMachine, memberView } from '@mx-member/machine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { Bank, type BankOptions, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

/** The host and an XState actor do the same for the same member, call by call and view by view. */

const MEMBER = memberOf(1);
const MINUTES = 60_000;

interface Run {
  readonly calls: readonly (readonly [call: string, at: number])[];
  readonly views: readonly string[];
}

interface Plan {
  readonly bank: BankOptions;
  readonly job: 'aggregate' | null;
  /** The user answers each question after this time, in ms. */
  readonly thinking: number;
  readonly cancelAt: number | null;
}

/** A view without fields that differ: an actor does not count turns, and has its own revisions. */
const shown = ({ state, needs, round, prompt, warning, isSlow, outcome }: MemberView): string =>
  JSON.stringify({ state, needs, round, prompt, warning: warning?.code, isSlow, outcome });

/** Runs a lifecycle. */
async function live(
  plan: Plan,
  begin: (
    bank: Bank,
    onView: (view: MemberView) => void,
  ) => Promise<{
    answer(view: MemberView): void;
    cancel(): void;
    stop(): Promise<void>;
  }>,
): Promise<Run> {
  stopTime();
  try {
    const bank = new Bank(plan.bank);
    const from = Date.now();
    if (plan.job === null) bank.begin(MEMBER);
    const views: string[] = [];
    let isOver = false;
    let prompt = 0;
    const { cancelAt, thinking } = plan;
    const subject = await begin(bank, (view) => {
      const text = shown(view);
      if (text !== views.at(-1)) views.push(text);
      isOver = view.outcome !== null;
      if (view.needs !== 'answers' || view.prompt === prompt) return;
      prompt = view.prompt;
      setTimeout(() => subject.answer(view), thinking);
    });
    if (cancelAt !== null) setTimeout(() => subject.cancel(), cancelAt);
    await pass(30 * MINUTES, () => isOver);
    const stopped = subject.stop();
    await pass(10_000);
    await stopped;
    return { calls: bank.calls.map(({ call, at }) => [call, at - from]), views };
  } finally {
    releaseTime();
  }
}

const answersTo = ({ challenges }: MemberView) =>
  challenges.map(({ guid }) => ({ guid, value: 'correct' }));

const byActor = (plan: Plan) =>
  live(plan, async (bank, onView) => {
    const actors = createMemberActors(bank);
    const actor = createActor(memberMachine.provide({ actors }), {
      input: { member: MEMBER, job: plan.job },
    });
    actor.subscribe((snapshot) => onView(memberView(snapshot)));
    actor.start();
    return {
      answer: (view) =>
        actor.send({ type: 'challenge.answer', answers: answersTo(view), prompt: view.prompt }),
      cancel: () => actor.send({ type: 'cancel' }),
      stop: async () => void actor.stop(),
    };
  });

const byHost = (plan: Plan) =>
  live(plan, async (bank, onView) => {
    const host = await createHost({ port: bank });
    const follow = async () => {
      let view = await host.start({ member: MEMBER, job: plan.job });
      for (onView(view); !view.outcome; onView(view)) view = await host.next(MEMBER, view);
    };
    void follow().catch(() => {});
    return {
      answer: (view) =>
        void host.answer(MEMBER, { answers: answersTo(view), prompt: view.prompt }).catch(() => {}),
      cancel: () => void host.cancel(MEMBER).catch(() => {}),
      stop: () => host.close(),
    };
  });

const plans: fc.Arbitrary<Plan> = fc.record({
  bank: fc.record({
    rounds: fc.nat(2),
    step: fc.constantFrom(500, 2_500, 20_000, 130_000),
    latency: fc.constantFrom(0, 200, 5_000),
    end: fc.constantFrom('CONNECTED', 'DENIED', 'FAILED'),
    outage: fc.record({ from: fc.nat(60_000), ms: fc.constantFrom(0, 30_000) }),
  }),
  job: fc.constantFrom('aggregate' as const, null),
  thinking: fc.constantFrom(100, 7_001, 45_003),
  cancelAt: fc.option(fc.nat(100_000), { freq: 5 }),
});

test('the host and an actor make the same calls at the same times, and show the same', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      const [actor, host] = [await byActor(plan), await byHost(plan)];
      expect(host.calls).toEqual(actor.calls);
      expect(host.views.at(-1)).toBe(actor.views.at(-1));
      // `next` can skip a view that lasts no time.
      for (const view of host.views) expect(actor.views).toContain(view);
    }),
    // Two events in the same ms can happen in either order, so the cases are fixed.
    { numRuns: 150, seed: 15 },
  );
});
