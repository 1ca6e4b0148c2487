import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkTopics } from '../../../packages/cli/src/conformance/check.ts';
import { Broken, type Subject } from '../../../packages/cli/src/conformance/subject.ts';
import { at } from '../support/counter.ts';

const RECORD: unknown = JSON.parse(readFileSync(at('record.json'), 'utf8'));

describe('an implementation that breaks', () => {
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

  test('gets further vectors, as long as it does not break in a row', async () => {
    expect(await run((vector) => vector % 10 !== 0)).toEqual(vectors.map(({ id }) => id));
  });

  test('gets no more vectors after ten broken ones in a row', async () => {
    expect(await run((vector) => vector > 5)).toHaveLength(16);
  });

  test('at the beginning is reported after it has answered once', async () => {
    expect(await run((vector) => vector < 2)).toEqual(vectors.map(({ id }) => id));
  });

  test('three times before its first answer does not speak the protocol', async () => {
    await expect(run((vector) => vector < 3)).rejects.toMatchObject({
      code: 'protocol',
      message: 'The command does not speak the protocol. It broke in 0. It was tried 3 times.',
    });
  });
});

describe('vectors that run at a time', () => {
  const vectors = Array.from({ length: 10 }, (_, index) => ({
    id: `vector-${index}`,
    description: '',
    rules: [],
    input: index,
    begin: { state: 's', effects: [] },
    steps: [],
  }));
  /** Answers when all that is asked at a time has been asked. `wrong` and `fatal` are numbers of vectors. */
  function counting(wrong: readonly number[], fatal: number | null = null) {
    const asked: unknown[] = [];
    let [most, open] = [0, 0];
    const subject: Subject = {
      async ask(request) {
        const { input } = request as { readonly input: number };
        asked.push(input);
        open += 1;
        most = Math.max(most, open);
        await null;
        open -= 1;
        if (fatal !== null && input >= fatal) throw new Broken('It broke.');
        const state = wrong.includes(input) ? 'other' : 's';
        return { record: RECORD, state, effects: [], view: {} };
      },
      close: async () => {},
    };
    return { subject, asked, most: () => most };
  }
  async function run(ahead: Subject, subject: Subject) {
    const results: string[] = [];
    const topics = [{ name: 'topic', vectors }];
    for await (const { vector, failure } of checkTopics(topics, subject, () => ahead))
      results.push(`${vector.input}${failure ? ' fails' : ''}`);
    return results;
  }
  const ALL = vectors.map(({ input }) => String(input));

  test('and pass do not run again', async () => {
    const [ahead, alone] = [counting([]), counting([])];
    expect(await run(ahead.subject, alone.subject)).toEqual(ALL);
    expect(ahead.most()).toBe(10);
    expect(alone.asked).toEqual([]);
  });

  test('and fail run again alone, and that result counts', async () => {
    const [ahead, alone] = [counting([3, 7]), counting([7])];
    const results = ALL.map((input) => (input === '7' ? '7 fails' : input));
    expect(await run(ahead.subject, alone.subject)).toEqual(results);
    expect(alone.asked).toEqual([3, 7]);
    expect(alone.most()).toBe(1);
  });

  test('and break the implementation are looked at one by one, with all that waited behind them', async () => {
    const [ahead, alone] = [counting([], 4), counting([])];
    expect(await run(ahead.subject, alone.subject)).toEqual(ALL);
    expect(alone.asked).toEqual([4, 5, 6, 7, 8, 9]);
    expect(alone.most()).toBe(1);
  });
});
