/** Whether a line of a text vector belongs to its head. */
export const isHead = (line: string): boolean => /^(?:===|#|[a-z]+(?: \S+)?: )/.test(line);

/** How many steps a line of a text vector has. `null` for `damaged`, which has one for each field. */
export const stepsOfLine = (line: string): number | null => {
  if (/^(with .*)?damaged /.test(line)) return null;
  return /^(\+\S+ )?(with .* )?poll /.test(line) ? 2 : 1;
};

/**
 * The line of a text vector that a step was made from. `null` for a step that the text does not write, as one of its setup.
 * @param text The vector as text, from `===` on.
 * @param step 0 is `begin`.
 * @param steps How many steps the vector has.
 */
export function lineOfStep(text: string, step: number, steps: number): string | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !isHead(line));
  // The steps of a setup have no lines, so lines are counted from the end.
  let last = steps;
  for (const line of lines.toReversed()) {
    const length = stepsOfLine(line);
    if (length === null) return line === lines[0] ? line : null;
    if (step > last - length) return line;
    last -= length;
  }
  return null;
}
