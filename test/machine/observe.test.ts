import {
  createMemberActors,
  type MemberView,
  memberMachine,
  observeMember,
} from '@mx-member/machine';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { MEMBER } from '../support/fake-mx.ts';

const never = () => new Promise<never>(() => undefined);
const machine = memberMachine.provide({
  actors: createMemberActors({ startJob: never, readStatus: never, submitAnswers: never }),
});

/** An actor whose calls never end, and what its observer gets. */
function observed() {
  const actor = createActor(machine, { input: { member: MEMBER, job: 'aggregate' } });
  const seen: (MemberView['state'] | null)[] = [];
  const stop = observeMember(actor, {
    onView: (member, view) => {
      expect(member).toEqual(MEMBER);
      seen.push(view?.state ?? null);
    },
  });
  return { actor, seen, stop };
}

test('an observer gets the current view, each later view, and the outcome last', () => {
  const { actor, seen, stop } = observed();
  expect(seen).toEqual(['aggregating']);
  actor.start();
  actor.send({ type: 'cancel' });
  stop();
  expect(seen).toEqual(['aggregating', 'failed']);
});

test('an unchanged view is not shown twice', () => {
  const { actor, seen } = observed();
  actor.start();
  actor.send({ type: 'challenge.answer', answers: [], prompt: 7 });
  expect(seen).toEqual(['aggregating']);
});

test('an observer gets null once if the actor stops without an outcome, or when it unsubscribes', () => {
  const stopped = observed();
  stopped.actor.start();
  stopped.actor.stop();
  stopped.stop();
  expect(stopped.seen).toEqual(['aggregating', null]);

  const calledOff = observed();
  calledOff.actor.start();
  calledOff.stop();
  calledOff.actor.send({ type: 'cancel' });
  expect(calledOff.seen).toEqual(['aggregating', null]);
});

test('an actor that has already ended is shown once, with its outcome', () => {
  const { actor } = observed();
  actor.start();
  actor.send({ type: 'cancel' });
  const seen: (string | null)[] = [];
  observeMember(actor, { onView: (_, view) => seen.push(view?.state ?? null) })();
  expect(seen).toEqual(['failed']);
});

test('an actor that could not start shows nothing', () => {
  const actor = createActor(machine, {
    input: { member: MEMBER, job: 'nonsense' as 'verify' },
  });
  const seen: unknown[] = [];
  observeMember(actor, { onView: (...args) => seen.push(args) })();
  expect(seen).toEqual([]);
});
