import { describe, expect, test } from 'vitest';
import { checkTopics } from '../../../packages/cli/src/conformance/check.ts';
import { Broken, type Subject } from '../../../packages/cli/src/conformance/subject.ts';

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
