import { describe, expect, test } from 'vitest';
import { leaks, secretsOf } from '../../../packages/cli/src/conformance/secrets.ts';

describe('an answer', () => {
  const answered = (value: string) => ({
    event: { type: 'challenge.answer', answers: [{ guid: 'CRD-1', value }] },
    state: '',
    effects: [],
  });
  const vector = (steps: Parameters<typeof secretsOf>[0]['steps']) => ({
    id: '',
    description: '',
    rules: [],
    input: { member: 'MBR-1' },
    begin: { state: '', effects: [] },
    steps,
  });

  test('is a secret, unless the vector shows it elsewhere', () => {
    const options = {
      event: { type: 'done', options: [{ value: 'home' }] },
      state: '',
      effects: [],
    };
    expect(secretsOf(vector([options, answered('home'), answered('hunter2')]))).toEqual([
      { text: 'hunter2', step: 3 },
    ]);
  });

  test.each([
    ['the record', { record: { context: { given: ['a hunter2'] } } }, 'record.context.given[0]'],
    ['a key of the record', { record: { hunter2: true } }, 'record.hunter2'],
    ['the view', { view: { said: 'hunter2' } }, 'view.said'],
    ['an effect', { effects: [{ type: 'challenged', label: 'hunter2' }] }, 'effects[0].label'],
  ])('is found in %s', (_, part, path) => {
    const reply = { record: {}, state: '', effects: [], view: {}, ...part };
    expect(leaks(['hunter2'], reply)).toEqual([expect.objectContaining({ path })]);
  });

  test('that is short is found only as a whole text', () => {
    const reply = (text: string) => ({ record: { text }, state: '', effects: [], view: {} });
    expect(leaks(['x'], reply('x'))).toEqual([
      { path: 'record.text', expected: undefined, got: 'x' },
    ]);
    expect(leaks(['x'], reply('Next'))).toEqual([]);
  });

  test('is found in a refusal, but may be in the effect that submits it', () => {
    expect(leaks(['hunter2'], { refused: 'hunter2 is not a guid' })).toHaveLength(1);
    const effects = [{ type: 'submitAnswers', answers: [{ value: 'hunter2' }] }];
    expect(leaks(['hunter2'], { record: {}, state: '', effects, view: {} })).toEqual([]);
  });
});
