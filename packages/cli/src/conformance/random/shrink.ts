import { isDeepStrictEqual } from 'node:util';
import type { Reading } from '@mx-member/machine';
import type { Occurrence, RandomLife } from './generate.ts';
import { live, type Mismatch, type Pair } from './live.ts';
import { questionOf } from './questions.ts';

/** By which rule the reference has decided, and where the first difference is: the same mistake is found at the same place. */
export function kindOf({ lived, differences, broken }: Mismatch): string {
  const reply = lived.at(-1)?.reply;
  const rule = reply && 'view' in reply ? String(reply.view.rule) : 'refused';
  return `${rule} ${broken ?? (differences[0]?.path ?? '').replaceAll(/\[\d+\]/g, '[]')}`;
}

/** Every list with one part left out: halves first, then quarters, down to one. */
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

/** What happens, in fewer words. */
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

/** What most vectors begin with. */
const USUAL: RandomLife['input'] = {
  member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
  job: 'aggregate',
  pacing: { spread: 0 },
};

/** An input with less in it, or with what is usual. */
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

/** How many lives a search for a shorter one may take. */
const MAX_LIVES = 3_000;

/** The shortest life in which the same difference shows, as far as leaving things out leads to it. */
export async function shrinkLife(
  lifecycle: RandomLife,
  found: Mismatch,
  pair: Pair,
): Promise<Mismatch> {
  const kind = kindOf(found);
  let shortest = { lifecycle, found };
  let lives = 0;
  /** A shorter life than the shortest one that shows it too. */
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
