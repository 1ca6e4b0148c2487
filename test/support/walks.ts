import { FAULT_CODES, type MemberRecord, MxError, type Reading } from '@mx-member/machine';
import fc from 'fast-check';
import type { StepEvent } from '../../packages/machine/src/data/types.ts';
import { stateOf } from './evaluators.ts';
import { challenged, idle, ManualMember, running } from './fake-member.ts';

/** Random walks, of steps or of an actor. What happens is made to fit the member. */

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
      idle('CONNECTED', { errorCode: 3001, successfullyAggregatedAt: '2027-01-01T00:00:00Z' }),
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
  kind: fc.constantFrom(
    ...(['good', 'good', 'good', 'bad', 'hint', 'answer', 'some', 'late', 'cancel'] as const),
    // MX shows the same once more.
    'again',
    // The process dies, which steps do not notice.
    'restart',
  ),
  reading: readings,
  // Most faults end a lifecycle at once.
  code: fc.oneof(
    { weight: 3, arbitrary: fc.constant('unreachable' as const) },
    fc.constantFrom(...FAULT_CODES),
  ),
  /** In ms. */
  gap: fc.constantFrom(0, 500, 3_000, 6_000, 70_000, 2_000_000),
  isRare: fc.nat(9).map((number) => number === 0),
});
export type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

/** The answers of a walk contain it. */
export const SECRET = 'SECRET-7391528460';

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

type Known = Pick<MemberRecord, 'state' | 'context'>;

/** What MX shows. */
function readingIn({ kind, reading }: Happening, { context }: Known): Reading {
  const { at: _, took: __, ...last } = context.reading ?? { ...reading, at: 0 };
  return kind === 'again' ? last : reading;
}

/** What happens, as an event for the record. */
export function eventOf(one: Happening, known: Known, at: number): StepEvent {
  const { kind, code, isRare } = one;
  const {
    state,
    context: { turn, prompt, challenges },
  } = known;
  const answers = challenges.map(({ guid }) => ({ guid, value: SECRET }));
  const call = callOf(state);
  switch (kind) {
    case 'cancel':
      return isRare ? { type: 'cancel' } : { type: 'status.changed' };
    case 'restart':
    case 'hint':
      return { type: 'status.changed' };
    case 'answer':
      return { type: 'challenge.answer', answers, prompt };
    case 'some':
      return { type: 'challenge.answer', answers: answers.slice(1), prompt };
    case 'late':
      return { type: 'challenge.answer', answers, prompt: Math.max(0, prompt - 1) };
    case 'good':
    case 'again':
      return call
        ? { type: 'done', turn, call, reading: { ...readingIn(one, known), at } }
        : { type: 'elapsed', turn };
    default:
      return call ? { type: 'error', turn, call, fault: { code, at } } : { type: 'elapsed', turn };
  }
}

/** Limits that no walk reaches, because most properties are about what happens and not about how long it takes. */
const WEEKS = 2_000_000_000;
export const PATIENT = { deadlines: { busy: WEEKS, needsUser: WEEKS, unreachable: WEEKS } };

/** What happens, to an actor. Nothing happens to it after the end. */
async function happen(member: ManualMember, one: Happening): Promise<void> {
  await member.run(one.gap);
  if (member.view.outcome) return;
  if (one.kind === 'restart') return member.restart();
  const { value, context } = member.actor.getSnapshot();
  const known = { state: stateOf(value) as MemberRecord['state'], context };
  const event = eventOf(one, known, 0);
  if (event.type === 'error') await member.reply(new MxError(one.code));
  else if (event.type === 'done') await member.reply(readingIn(one, known));
  else if (event.type !== 'elapsed') await member.send(event as Parameters<typeof member.send>[0]);
}

/** What MX shows of a member before its first job. */
const NEW = idle(null, { aggregatedAt: null, successfullyAggregatedAt: null });

/** An actor to which everything of a walk happens. */
export async function walked(
  walk: readonly Happening[],
  input: ConstructorParameters<typeof ManualMember>[0] = {},
  each: (member: ManualMember) => void = () => {},
): Promise<ManualMember> {
  const member = await new ManualMember(input).start(NEW);
  for (const one of walk) {
    await happen(member, one);
    each(member);
  }
  return member;
}
