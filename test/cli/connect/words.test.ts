import { expect, test } from 'vitest';
import { caveat, doing } from '../../../packages/cli/src/connect/words.ts';
import { view } from '../../support/first-view.ts';

test('the command line says what the connect screen says, after the name of the state', () => {
  const states = ['aggregating', 'authorizing', 'challenged', 'resumed', 'connected'] as const;
  expect(states.map((state) => doing({ state }))).toEqual([
    'Aggregating: connecting to your bank',
    'Authorizing: continue at your bank',
    'Challenged: answer a question from your bank',
    'Resumed: checking your answer',
    'Connected',
  ]);
  expect(caveat(view({ isSlow: true }))).toBe('This is taking longer than usual.');
});
