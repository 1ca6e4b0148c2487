/** Every path through the app's machine. The member in it has tests of its own, so only its outputs matter here. */
import { getShortestPaths } from '@xstate/graph';
import { expect, test } from 'vitest';
import { onboarding } from './onboarding.ts';

const input = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' };
const ended = (output: object) => ({ type: 'xstate.done.actor.member', output });
const EVENTS = {
  chosen: { type: 'bank.chosen', input },
  skipped: { type: 'skip' },
  connected: ended({ outcome: 'connected' }),
  locked: ended({ outcome: 'failed', reason: 'locked' }),
};

test('each path through the app ends where it should', () => {
  const paths = getShortestPaths(onboarding, {
    events: Object.values(EVENTS) as never,
    serializeState: ({ value, context }) => JSON.stringify([value, context.reason]),
  });
  const nameOf = (given: object) =>
    Object.entries(EVENTS).find(([, event]) => event === given)?.[0] ?? 'begun';
  const ends = paths.map(({ state: { value, context }, steps }) => [
    steps.map(({ event }) => nameOf(event)).join(' > '),
    value,
    context.reason,
  ]);
  expect(ends).toEqual([
    ['begun', 'choosing', null],
    ['begun > chosen', 'connecting', null],
    ['begun > skipped', 'done', null],
    ['begun > chosen > locked', 'choosing', 'locked'],
    ['begun > chosen > locked > skipped', 'done', 'locked'],
  ]);
});
