/**
 * The rules that a vector tests, a line each: what they are about.
 * @param titles What each rule is about, by its number.
 */
export const ruleLines = (
  numbers: readonly string[],
  titles: ReadonlyMap<string, string>,
): readonly string[] =>
  numbers.length === 0
    ? []
    : [
        numbers.length === 1 ? 'It tests this rule:' : 'It tests these rules:',
        ...numbers.map(
          (number) => `${number}: ${titles.get(number) ?? 'a rule that the README does not list'}`,
        ),
      ];
