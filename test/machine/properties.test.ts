import { type MemberView, persist, statusOf } from '@mx-member/machine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { challenged, idle, type ManualMember, running } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { PATIENT, walked, walks } from '../support/walks.ts';

const RUNS = runCount(100);

/** A view is consistent: it says who must act, about what, and its status fits. */
function expectConsistent(view: MemberView): void {
  const { state, busy, needs, status, outcome, challenges, problems, warning, isSlow } = view;
  const isOver = state === 'connected' || state === 'failed';
  expect(outcome?.outcome ?? null, 'outcome').toBe(isOver ? state : null);
  expect([busy, needs !== null, isOver].filter(Boolean), 'who is waited for').toHaveLength(1);
  if (needs === 'answers') expect(state, 'state').toBe('challenged');
  if (needs === 'authorization') expect(state, 'state').toBe('authorizing');
  expect(challenges.length > 0, 'questions are shown').toBe(needs === 'answers');
  if (needs !== 'answers') expect(problems, 'problems').toEqual([]);
  if (isSlow) expect(busy, 'busy').toBe(true);
  const kind = status && statusOf(status.name)?.class;
  if (state === 'challenged' || state === 'authorizing')
    expect([null, state], 'class of the status').toContain(kind);
  else if (!isOver) expect(['challenged', 'authorizing']).not.toContain(kind);
  if (state === 'connected') expect([kind, warning]).toEqual(['connected', null]);
}

/** The part of a view that `revision` counts. The clock and the rule are not part of it. */
function shownIn(view: MemberView): object {
  const { since: _, elapsed: __, rule: ___, revision: ____, ...shown } = view;
  return shown;
}

/** Lets anything happen to a member in any order, then checks the result. */
const afterAnyWalk = (
  ask: (member: ManualMember) => void | Promise<void>,
  input: Parameters<typeof walked>[1] = PATIENT,
  each?: (member: ManualMember) => void,
) =>
  fc.assert(
    fc.asyncProperty(walks, async (walk) => ask(await walked(walk, input, each))),
    { numRuns: RUNS },
  );

describe('for any events in any order', () => {
  test('a member waits for a reply, a time or nothing more, and its view says who must act', () =>
    afterAnyWalk(
      () => {},
      {},
      ({ open, clock, view }) => {
        expectConsistent(view);
        const waits = [open !== null, clock.pending > 0, view.outcome !== null];
        expect(waits.filter(Boolean)).toHaveLength(1);
      },
    ));

  test('the revision of the view increases exactly when the view changes, and at a restore', () =>
    afterAnyWalk(({ shown }) => {
      for (const [index, { view, isFirst }] of shown.entries()) {
        const before = shown[index - 1]?.view;
        const isNew =
          isFirst || JSON.stringify(shownIn(view)) !== JSON.stringify(before && shownIn(before));
        expect(view.revision - (before?.revision ?? 0)).toBe(isNew ? 1 : 0);
      }
    }));

  test('connected is reached only from a settled CONNECTED without a new error code', () =>
    afterAnyWalk(({ actor, view }) => {
      const { reading, baseline } = actor.getSnapshot().context;
      if (view.state !== 'connected') return;
      expect(reading).toMatchObject({
        connectionStatus: 'CONNECTED',
        isBeingAggregated: false,
      });
      expect([undefined, baseline?.errorCode]).toContain(reading?.errorCode);
    }));

  test('the outcome is emitted once and never changes', () =>
    afterAnyWalk(async (member) => {
      const ends = member.emitted.filter(({ type }) => type === 'ended');
      expect(ends).toHaveLength(member.view.outcome ? 1 : 0);
      if (!member.view.outcome) await member.send({ type: 'cancel' });
      const end = member.actor.getSnapshot();
      await member.clock.run(3_600_000);
      expect(member.actor.getSnapshot()).toBe(end);
      expect(member.clock.pending).toBe(0);
    }));

  test('polls are three seconds apart, except the first after a command or a restore, and one after a hint', () =>
    afterAnyWalk(({ log, shown }) => {
      // Calls take no time here, so a reading that is dropped is taken for the one before, which may have been slow.
      fc.pre(!shown.some(({ view }) => view.rule === 'stale'));
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
    afterAnyWalk(({ actor, view, emitted, inspected }) => {
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
    afterAnyWalk(async (member) => {
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
    }));
});
