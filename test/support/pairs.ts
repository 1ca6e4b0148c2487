import { seeded } from './seeded.ts';

/**
 * Covering arrays: a few cases in which each value of a factor meets each value of every other factor. It is our own code because
 * it is short. The packages that we found are old, or start another program.
 */

export type Factors = Readonly<Record<string, readonly (string | number)[]>>;
/** A value for each factor. */
export type Case<F extends Factors> = { readonly [Name in keyof F]: F[Name][number] };

/** Each pair of two values, as one text. */
const pairsOf = (one: Readonly<Record<string, string | number>>): readonly string[] => {
  const set = Object.entries(one);
  return set.flatMap((a, index) => set.slice(index + 1).map((b) => JSON.stringify([a, b])));
};

function allPairs(factors: Factors, isPossible: (one: object) => boolean): Set<string> {
  const names = Object.keys(factors);
  const pairs = new Set<string>();
  for (const [index, a] of names.entries())
    for (const b of names.slice(index + 1))
      for (const x of factors[a] ?? [])
        for (const y of factors[b] ?? [])
          if (isPossible({ [a]: x, [b]: y }))
            pairs.add(
              JSON.stringify([
                [a, x],
                [b, y],
              ]),
            );
  return pairs;
}

/** How many candidates compete for each next case. */
const CANDIDATES = 30;

/**
 * Cases that cover all pairs. Each next case is the candidate that covers most of what is left. A candidate begins with a pair
 * that is left, and its other factors take the value that covers most.
 *
 * @param isPossible Whether values can meet. It is also asked about parts of a case.
 */
export function coveringCases<F extends Factors>(
  factors: F,
  seed: number,
  isPossible: (one: Partial<Case<F>>) => boolean = () => true,
): readonly Case<F>[] {
  const { below, pick } = seeded(seed);
  const fits = isPossible as (one: object) => boolean;
  const left = allPairs(factors, fits);
  const gain = (one: Record<string, string | number>) =>
    pairsOf(one).filter((pair) => left.has(pair)).length;

  function candidate(): Record<string, string | number> {
    const [a, b] = JSON.parse(pick([...left])) as [[string, string], [string, string]];
    const chosen = Object.fromEntries([a, b]) as Record<string, string | number>;
    const others = Object.keys(factors).filter((name) => !(name in chosen));
    while (others.length > 0) {
      const [name = ''] = others.splice(below(others.length), 1);
      const values = (factors[name] ?? []).filter((value) => fits({ ...chosen, [name]: value }));
      const gains = values.map((value) => gain(inOrder({ ...chosen, [name]: value })));
      const best = values.filter((_, index) => gains[index] === Math.max(...gains));
      chosen[name] = pick(best);
    }
    return inOrder(chosen);
  }
  const inOrder = (chosen: Record<string, string | number>) =>
    Object.fromEntries(
      Object.keys(factors).flatMap((name) => (name in chosen ? [[name, chosen[name] ?? '']] : [])),
    );

  const cases: Record<string, string | number>[] = [];
  while (left.size > 0) {
    const all = Array.from({ length: CANDIDATES }, candidate);
    const best = all.reduce((one, other) => (gain(other) > gain(one) ? other : one));
    for (const pair of pairsOf(best)) left.delete(pair);
    cases.push(best);
  }
  return cases as Case<F>[];
}

/** How many of the possible pairs the cases cover. */
export function coverageOf<F extends Factors>(
  factors: F,
  cases: readonly Case<F>[],
  isPossible: (one: Partial<Case<F>>) => boolean = () => true,
): { readonly covered: number; readonly of: number } {
  const all = allPairs(factors, isPossible as (one: object) => boolean);
  const seen = new Set(cases.flatMap((one) => pairsOf(one as Record<string, string | number>)));
  return { covered: [...all].filter((pair) => seen.has(pair)).length, of: all.size };
}
