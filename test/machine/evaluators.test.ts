import fc from 'fast-check';
import { expect, test } from 'vitest';
import { begin, stepUnchecked } from '../../packages/machine/src/chart/step.ts';
import { isOver } from '../../packages/machine/src/data/check.ts';
import { bySteps, byXState, type Case, casesOfVectors } from '../support/evaluators.ts';
import { CONFIGURATIONS } from '../support/explore/configurations.ts';
import { movesOf } from '../support/explore/moves.ts';
import { initial } from '../support/explore/world.ts';
import { MEMBER } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { eventOf, walks } from '../support/walks.ts';

/** Compares state, context, effects and emitted events, including their order. */
const expectAlike = ([from, event]: Case) =>
  expect(bySteps({ begin, stepUnchecked }, from, event)).toEqual(byXState(from, event));

test('steps equal XState with the same chart in every step of the vectors', () => {
  const cases = casesOfVectors();
  expect(cases.length).toBeGreaterThan(500);
  for (const one of cases) expectAlike(one);
});

test('steps equal XState with the same chart in random walks of thousands of steps', () => {
  const inputs = fc.record({
    job: fc.constantFrom('aggregate' as const, 'verify' as const, null),
    oauth: fc.boolean(),
  });
  let count = 0;
  fc.assert(
    fc.property(inputs, walks, (given, walk) => {
      const input = { ...given, member: MEMBER };
      expectAlike([input, null]);
      let { record } = begin(input);
      let at = Date.UTC(2026, 0, 1);
      for (const happening of walk) {
        at += happening.gap;
        const event = eventOf(happening, record, at);
        expectAlike([record, event]);
        ({ record } = stepUnchecked(record, event));
        count += 1;
        // Continue for a few events after the outcome too.
        if (isOver(record) && happening.isRare) break;
      }
    }),
    { numRuns: runCount(300) },
  );
  expect(count).toBeGreaterThan(runCount(2_000));
});

test('steps equal XState with the same chart along the edges of the searches', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CONFIGURATIONS),
      fc.array(fc.nat(), { maxLength: 40, size: 'max' }),
      (config, choices) => {
        let world = initial(config);
        for (const choice of choices) {
          if (isOver(world.record)) break;
          const moves = movesOf(world, config);
          const move = moves[choice % moves.length];
          if (!move) break;
          const { event } = move;
          if (event && event.type !== 'recover') expectAlike([world.record, event]);
          world = move.next;
        }
      },
    ),
    { numRuns: runCount(150) },
  );
});
