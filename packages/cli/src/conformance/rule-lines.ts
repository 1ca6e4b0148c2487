import type { Failure } from './check.ts';

/** The names in a path such as `view.status.name`, and the two values if they are words. */
function wordsOf({ differences }: Pick<Failure, 'differences'>): ReadonlySet<string> {
  return new Set(
    differences.flatMap(({ path, expected, got }) => [
      ...(path.match(/\w+/g) ?? []),
      ...[expected, got].filter((value) => typeof value === 'string'),
    ]),
  );
}

/** How many of the words a rule names, as in `isSlow`. */
const fitOf = (sentence: string, words: ReadonlySet<string>): number => {
  const names = new Set([...sentence.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  return [...names].filter((name) => words.has(name)).length;
};

/**
 * The rules that a vector tests: the one that names most of what differs as a whole sentence, the others by their numbers.
 * @param sentences The sentence of each rule, by its number.
 */
export function ruleLines(
  numbers: readonly string[],
  sentences: ReadonlyMap<string, string>,
  failure: Pick<Failure, 'differences'>,
): readonly string[] {
  const words = wordsOf(failure);
  const [first, ...others] = numbers
    .map((number) => {
      const sentence = sentences.get(number) ?? 'a rule that the README does not list';
      return { number, sentence, fit: fitOf(sentence, words) };
    })
    .sort((one, other) => other.fit - one.fit);
  if (!first) return [];
  const also = others.map(({ number }) => number).join(', ');
  return [
    also === '' ? 'It tests this rule:' : `It tests this rule, and ${also}:`,
    `${first.number}: ${first.sentence}`,
  ];
}
