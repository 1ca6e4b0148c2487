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

const cut = (line: string, room: number): string =>
  line.length > room ? `${line.slice(0, room - 1).trimEnd()}…` : line;

/**
 * The rules that a vector tests, one line each. The rule that names most of what differs is first, as a whole sentence.
 * @param sentences The sentence of each rule, by its number.
 * @param room The width of the screen, in columns.
 */
export function ruleLines(
  numbers: readonly string[],
  sentences: ReadonlyMap<string, string>,
  failure: Pick<Failure, 'differences'>,
  room: number,
): readonly string[] {
  const words = wordsOf(failure);
  const rules = numbers
    .map((number) => {
      const sentence = sentences.get(number) ?? 'a rule that the README does not list';
      return { line: `${number}: ${sentence}`, fit: fitOf(sentence, words) };
    })
    .sort((one, other) => other.fit - one.fit);
  if (rules.length === 0) return [];
  return [
    rules.length === 1 ? 'It tests this rule:' : 'It tests these rules:',
    ...rules.map(({ line, fit }, index) =>
      rules.length === 1 || (index === 0 && fit > 0) ? line : cut(line, room),
    ),
  ];
}
