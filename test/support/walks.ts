import { FAULT_CODES, type MemberRecord, type Reading } from '@mx-member/machine';
import fc from 'fast-check';
import type { StepEvent } from '../../packages/machine/src/data/types.ts';
import { challenged, idle, running } from './fake-member.ts';

/** Random walks of steps. Each event is made to fit the record. */

const stamps = [
  {},
  {},
  { aggregatedAt: '2026-01-01T00:00:00Z' },
  { aggregatedAt: '2026-01-02T00:00:00Z' },
];
const readings = fc
  .tuple(
    fc.constantFrom<Reading>(
      challenged('A'),
      challenged('B'),
      challenged('A', 'B'),
      challenged(),
      running('CREATED'),
      running('CONNECTED'),
      idle('CONNECTED'),
      idle('CONNECTED', { successfullyAggregatedAt: '2027-01-01T00:00:00Z' }),
      idle('DENIED'),
      idle('IMPAIRED', { errorCode: 1000 }),
      idle('PENDING'),
      idle('BEWILDERED'),
      idle('LOCKED', { isBeingAggregated: null }),
    ),
    fc.constantFrom(...stamps),
  )
  .map(([reading, stamp]): Reading => ({ ...reading, ...stamp }));

const happening = fc.record({
  kind: fc.constantFrom('good', 'good', 'good', 'bad', 'hint', 'answer', 'some', 'late', 'cancel'),
  reading: readings,
  code: fc.constantFrom(...FAULT_CODES),
  /** In ms. */
  gap: fc.constantFrom(0, 500, 3_000, 6_000, 70_000, 2_000_000),
  isRare: fc.nat(9).map((number) => number === 0),
});
export type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

export const walks = fc.array(happening, { maxLength: 60, size: 'max' });

/** The open call in a state; `null` in a wait. */
function callOf(state: MemberRecord['state']) {
  switch (state.split('.')[1]) {
    case 'starting':
      return 'startJob';
    case 'reading':
      return 'readStatus';
    case 'submitting':
      return 'submitAnswers';
    default:
      return null;
  }
}

/** What happens, as an event for the record. */
export function eventOf(
  { kind, reading, code, isRare }: Happening,
  { state, context: { turn, prompt, challenges } }: MemberRecord,
  at: number,
): StepEvent {
  const answers = challenges.map(({ guid }) => ({ guid, value: 'x' }));
  const call = callOf(state);
  switch (kind) {
    case 'cancel':
      return isRare ? { type: 'cancel' } : { type: 'status.changed' };
    case 'hint':
      return { type: 'status.changed' };
    case 'answer':
      return { type: 'challenge.answer', answers, prompt };
    case 'some':
      return { type: 'challenge.answer', answers: answers.slice(1), prompt };
    case 'late':
      return { type: 'challenge.answer', answers, prompt: Math.max(0, prompt - 1) };
    case 'good':
      return call
        ? { type: 'done', turn, call, reading: { ...reading, at } }
        : { type: 'elapsed', turn };
    default:
      return call ? { type: 'error', turn, call, fault: { code, at } } : { type: 'elapsed', turn };
  }
}
