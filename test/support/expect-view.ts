import { type MemberView, statusOf } from '@mx-member/machine';
import { expect } from 'vitest';

/** A view is consistent: it says who must act, about what, and its status fits. */
export function expectConsistent(view: MemberView): void {
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
export function shownIn(view: MemberView): object {
  const { since: _, elapsed: __, rule: ___, revision: ____, ...shown } = view;
  return shown;
}
