import { beforeAll, describe, expect, test } from 'vitest';
import {
  answerTo,
  declared,
  type Path,
  pathOfRounds,
  predict,
  START_REFUSED,
  shortestPaths,
  simplePaths,
} from '../support/paths.ts';
import { essence, replay } from '../support/replay.ts';

/** The length of the simple paths that are replayed. */
const LENGTH = Number(process.env.LONG ?? 1) > 1 ? 7 : 5;

describe('paths through the machine', () => {
  const left = new Set(declared());
  let paths: readonly Path[];

  beforeAll(() => {
    // A refusal leads to no other state, so the graph's paths do not contain one.
    const refusal = [answerTo(0, { guid: 'A', value: 'a' })];
    paths = [refusal, ...shortestPaths(), ...simplePaths(LENGTH)];
  }, 60_000 * LENGTH);

  test(
    'a running actor ends where the pure function says, on every shortest and every simple path',
    async () => {
      for (const path of paths) {
        const { snapshot, taken } = await replay(path);
        expect(essence(snapshot)).toEqual(essence(predict(path)));
        for (const name of taken) left.delete(name);
      }
    },
    60_000 * LENGTH,
  );

  test('every declared transition and every guarded branch is taken', async () => {
    for (const name of (await replay(START_REFUSED, { job: 'verify', oauth: true })).taken)
      left.delete(name);
    expect([...left]).toEqual([]);
  });
});

test.each([1, 2, 3, 5])('%i rounds of challenges end connected', async (rounds) => {
  const { guids, path } = pathOfRounds(rounds);
  const { snapshot } = await replay(path);
  expect(snapshot).toMatchObject({
    value: 'connected',
    context: { round: rounds, answeredGuids: guids },
    output: { outcome: 'connected', fresh: true },
  });
  expect(essence(snapshot)).toEqual(essence(predict(path)));
});
