import { isDeepStrictEqual } from 'node:util';
import type { Reading } from '@mx-member/machine';
import type { Occurrence, RandomLife } from './generate.ts';
import { live, type Mismatch, type Pair } from './live.ts';
import { questionOf } from './questions.ts';

/** The rule of the reference and the place of the first difference. The same bug gives the same two again. */
export function kindOf({ lived, differences, broken }: Mismatch): string {
  const reply = lived.at(-1)?.reply;
  const rule = reply && 'view' in reply ? String(reply.view.rule) : 'refused';
  return `${rule} ${broken ?? (differences[0]?.path ?? '').replaceAll(/\[\d+\]/g, '[]')}`;
}

/** The list with one part left out: first each half, then each quarter, down to each item. */
function* withoutParts<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (
    let size = Math.ceil(items.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let from = 0; from < items.length; from += size)
      yield [...items.slice(0, from), ...items.slice(from + size)];
}

/** An object without one of its fields. */
const without = <Whole extends object>(whole: Whole, field: string): Whole =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== field)) as Whole;

const NEEDED = ['connectionStatus', 'isBeingAggregated', 'challenges', 'member', 'job'];
const needless = (whole: object): readonly string[] =>
  Object.keys(whole).filter((key) => !NEEDED.includes(key));

/** Simpler forms of something that happens. */
function* simpler(happening: Occurrence): Generator<Occurrence> {
  if ('passed' in happening && happening.passed > 0) yield { ...happening, passed: 0 };
  if ('back' in happening && happening.back > 0) yield { ...happening, back: 0 };
  if ('late' in happening && happening.late > 0) yield { ...happening, late: 0 };
  if (happening.is === 'error' && happening.retryAfter) yield without(happening, 'retryAfter');
  if (happening.is !== 'done') return;
  const { reading } = happening;
  for (const field of needless(reading)) yield { ...happening, reading: without(reading, field) };
  const asking = (challenges: Reading['challenges']): Occurrence => ({
    ...happening,
    reading: { ...reading, challenges },
  });
  if (reading.challenges.length > 1) yield asking(reading.challenges.slice(0, 1));
  const plain = reading.challenges.map(({ guid }) => questionOf(guid));
  if (!isDeepStrictEqual(plain, reading.challenges)) yield asking(plain);
}

/** The usual input of a vector. */
const USUAL: RandomLife['input'] = {
  member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  job: 'aggregate',
  pacing: { spread: 0 },
};

/** Simpler forms of an input: with fewer fields, or with the usual ones. */
function* simplerInputs(input: RandomLife['input']): Generator<RandomLife['input']> {
  for (const field of needless(input)) if (field !== 'pacing') yield without(input, field);
  for (const [field, value] of Object.entries(USUAL))
    if (!isDeepStrictEqual(input[field], value)) yield { ...input, [field]: value };
}

function* simplerLives(life: RandomLife): Generator<RandomLife> {
  const { input, happenings, isRenewed } = life;
  for (const fewer of withoutParts(happenings)) yield { ...life, happenings: fewer };
  if (isRenewed) yield { ...life, isRenewed: false };
  for (const simpler of simplerInputs(input)) yield { ...life, input: simpler };
  for (const [index, happening] of happenings.entries())
    for (const one of simpler(happening))
      yield { ...life, happenings: happenings.with(index, one) };
}

/** How many lifecycles a search may run. */
const MAX_LIVES = 3_000;

/** Finds a shorter lifecycle with the same difference, by leaving things out. */
export async function shrinkLife(
  lifecycle: RandomLife,
  found: Mismatch,
  pair: Pair,
): Promise<Mismatch> {
  const kind = kindOf(found);
  let shortest = { lifecycle, found };
  let lives = 0;
  /** A lifecycle that is shorter than the shortest so far and shows the same difference. */
  async function shorter(): Promise<typeof shortest | null> {
    for (const candidate of simplerLives(shortest.lifecycle)) {
      lives += 1;
      if (lives > MAX_LIVES) return null;
      const again = await live(candidate, pair);
      if (again && kindOf(again) === kind) return { lifecycle: candidate, found: again };
    }
    return null;
  }
  for (let next = await shorter(); next; next = await shorter()) shortest = next;
  return shortest.found;
}
