import { begin } from '@mx-member/machine';
import { stepUnchecked } from '@mx-member/machine/step';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { challenged, MEMBER, running } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';
import { take } from '../support/steps.ts';
import { eventOf, walks } from '../support/walks.ts';

const AT = Date.UTC(2026, 0, 1);

test('a record keeps the guids of the last thousand rounds', () => {
  let { record } = begin({ member: MEMBER, job: null });
  const guids = Array.from({ length: 1_200 }, (_, round) => `Q${round}`);
  for (const [round, guid] of guids.entries()) {
    const at = AT + round * 10_000;
    for (const said of [
      { type: 'elapsed' },
      { type: 'done', call: 'readStatus', reading: { ...challenged(guid), at } },
      { type: 'challenge.answer', answers: [{ guid, value: 'x' }] },
      { type: 'done', call: 'submitAnswers', reading: { ...running('RESUMED'), at } },
    ] as const)
      ({ record } = take(record, said));
  }
  expect(record.context.answeredGuids).toEqual(guids.slice(-1_001));
});

/** Freezes a value deeply. */
function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const one of Object.values(value)) deepFrozen(one);
  return Object.freeze(value);
}

test('a step does not modify its record and its event', () => {
  fc.assert(
    fc.property(walks, (walk) => {
      let { record } = begin({ member: MEMBER, job: 'aggregate' });
      let at = AT;
      for (const happening of walk) {
        at += happening.gap;
        const event = eventOf(happening, record, at);
        ({ record } = stepUnchecked(deepFrozen(record), deepFrozen(event)));
      }
    }),
    { numRuns: runCount(100) },
  );
});
