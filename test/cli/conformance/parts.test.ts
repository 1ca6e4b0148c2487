import { describe, expect, test } from 'vitest';
import { checkTopics } from '../../../packages/cli/src/conformance/check.ts';
import { differences, differencesIn } from '../../../packages/cli/src/conformance/compare.ts';
import { answer } from '../../../packages/cli/src/conformance/own.ts';
import { leaks, secretsOf } from '../../../packages/cli/src/conformance/secrets.ts';
import { sideBySide } from '../../../packages/cli/src/conformance/side-by-side.ts';
import { Broken, type Subject } from '../../../packages/cli/src/conformance/subject.ts';

describe('an implementation that broke', () => {
  const sound = { record: {}, state: 's', effects: [], view: {} };
  const vectors = Array.from({ length: 40 }, (_, index) => ({
    id: `vector-${index}`,
    description: '',
    rules: [],
    input: {},
    begin: { state: 's', effects: [] },
    steps: [],
  }));
  /** Runs all vectors with a subject that breaks in some of them. */
  async function run(breaksIn: (vector: number) => boolean) {
    let vector = -1;
    const subject: Subject = {
      async ask() {
        vector += 1;
        if (breaksIn(vector)) throw new Broken(`It broke in ${vector}.`);
        return sound;
      },
      close: async () => {},
    };
    const ids: string[] = [];
    for await (const { vector } of checkTopics([{ name: 'topic', vectors }], subject))
      ids.push(vector.id);
    return ids;
  }

  test('is asked all the same, however often, if not one time after the other', async () => {
    expect(await run((vector) => vector % 10 !== 0)).toEqual(vectors.map(({ id }) => id));
  });

  test('is not asked any more after ten times in a row', async () => {
    expect(await run((vector) => vector > 5)).toHaveLength(16);
  });

  test('at its first words is told with the rest once it has spoken', async () => {
    expect(await run((vector) => vector < 2)).toEqual(vectors.map(({ id }) => id));
  });

  test('three times before it has said anything does not speak the protocol', async () => {
    await expect(run((vector) => vector < 3)).rejects.toMatchObject({
      code: 'protocol',
      message: 'The command does not speak the protocol. It broke in 0.',
    });
  });
});

describe('what differs', () => {
  test('is the smallest part, with the path to it', () => {
    expect(differences({ a: [1, { b: 2, c: 3 }] }, { a: [1, { b: 2, c: 4 }] }, 'x')).toEqual([
      { path: 'x.a[1].c', expected: 3, got: 4 },
    ]);
  });

  test('is also what is missing, and what is too much', () => {
    expect(differences([1, 2], [1], 'list')).toEqual([
      { path: 'list[1]', expected: 2, got: undefined },
    ]);
    expect(differences({}, { a: null }, 'object')).toEqual([
      { path: 'object.a', expected: undefined, got: null },
    ]);
  });

  test('is never a sentence for people', () => {
    const [theirs, ours] = [{ code: 1, message: 'Oh.', advice: 'Go.' }, { code: 1 }];
    expect(differences(ours, theirs, '')).toEqual([]);
  });

  test('of a view is only what the vector is about', () => {
    expect(differencesIn({ round: 1 }, { round: 1, busy: true }, 'view')).toEqual([]);
    expect(differencesIn({ round: 1 }, {}, 'view')).toEqual([
      { path: 'view.round', expected: 1, got: undefined },
    ]);
  });
});

describe('two columns', () => {
  test('hold a large value as lines, and a missing one as such', () => {
    const expected = { type: 'readStatus', member: { userGuid: 'USR-1', memberGuid: 'MBR-1' } };
    expect(sideBySide([{ path: 'effects[1]', expected, got: undefined }], 72)).toEqual([
      'expected                  | got',
      'effects[1]:',
      '{                         | (nothing)',
      '  "type": "readStatus",   |',
      '  "member": {             |',
      '    "userGuid": "USR-1",  |',
      '    "memberGuid": "MBR-1" |',
      '  }                       |',
      '}                         |',
    ]);
  });

  test('break a line that is too long, and let no text play tricks with the terminal', () => {
    const got = `\u001b[2J\u009b\u202e${'x'.repeat(30)}`;
    expect(sideBySide([{ path: 'state', expected: 1, got }], 50)).toEqual([
      'expected | got',
      'state:',
      '1        | "\\u001b[2J\\u009b\\u202exx',
      '         | xxxxxxxxxxxxxxxxxxxxxxxx',
      '         | xxxx"',
    ]);
  });
});

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

  test('is a secret, unless it can be read elsewhere', () => {
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

  test('that is short is found where it is all of a text', () => {
    const reply = (text: string) => ({ record: { text }, state: '', effects: [], view: {} });
    expect(leaks(['x'], reply('x'))).toEqual([
      { path: 'record.text', expected: undefined, got: 'x' },
    ]);
    expect(leaks(['x'], reply('Next'))).toEqual([]);
  });

  test('is found in a refusal, and may be in the effect that submits it', () => {
    expect(leaks(['hunter2'], { refused: 'hunter2 is no guid' })).toHaveLength(1);
    const effects = [{ type: 'submitAnswers', answers: [{ value: 'hunter2' }] }];
    expect(leaks(['hunter2'], { record: {}, state: '', effects, view: {} })).toEqual([]);
  });
});

test('the machine of this package refuses a bad event with a sentence', () => {
  const input = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' };
  const begun = answer({ do: 'begin', input });
  if ('refused' in begun) throw new Error(begun.refused);
  expect(answer({ do: 'step', record: begun.record, event: { type: 'dance' } })).toEqual({
    refused: expect.stringContaining('event'),
  });
});
