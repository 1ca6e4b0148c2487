import { expect, test } from 'vitest';
import {
  answerTo,
  pathOfRounds,
  predict,
  START_REFUSED,
  shortestPaths,
  simplePaths,
} from '../support/paths.ts';
import { essence, replay } from '../support/replay.ts';
import { declared } from './support/machine.ts';
import { openSix } from './support/open.ts';

/** The paths through the machine of XState 5, on an actor of XState 6. */

test('an actor of XState 6 ends where XState 5 says, on every path, and takes every declared transition', {
  timeout: 600_000,
}, async () => {
  const left = new Set(declared());
  expect(left.size).toBeGreaterThan(30);
  const open = openSix({ onTaken: (name) => left.delete(name) });
  const refusal = [answerTo(0, { guid: 'A', value: 'a' })];
  const paths = [refusal, ...shortestPaths(), ...simplePaths(4)];
  expect(paths.length).toBeGreaterThan(400);
  for (const path of paths) {
    const { snapshot } = await replay(path, {}, open);
    expect(essence(snapshot)).toEqual(essence(predict(path)));
  }
  await replay(START_REFUSED, { job: 'verify', oauth: true }, open);
  expect([...left]).toEqual([]);
});

test.each([1, 2, 3, 4, 5])('%i rounds of questions end connected', async (rounds) => {
  const { guids, path } = pathOfRounds(rounds);
  const { snapshot } = await replay(path, {}, openSix());
  expect(snapshot).toMatchObject({
    value: 'connected',
    context: { round: rounds, answeredGuids: guids },
    output: { outcome: 'connected' },
  });
});
