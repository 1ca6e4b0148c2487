/** The number of vectors in `docs/another-language.md`. The tables of that section are from runs: `pnpm test:implementations --page`. */

/** From the root of the repository. */
export const CONFORMANCE = 'docs/another-language.md';

const SENTENCE = /^There are \d+ vectors of the lifecycle and \d+ of health\.$/m;

/** What the page says about the number of vectors. */
export const countOf = (lifecycle: number, health: number): string =>
  `There are ${lifecycle} vectors of the lifecycle and ${health} of health.`;

/**
 * The page with the numbers of today.
 * @param files All files of the specification, by path.
 * @throws {Error} when the page has no sentence about the number of vectors.
 */
export function withCounts(page: string, files: ReadonlyMap<string, string>): string {
  if (!SENTENCE.test(page))
    throw new Error(`${CONFORMANCE} does not say how many vectors there are.`);
  const lifecycle = [...files.keys()].filter((path) => /^vectors\/.+\.json$/.test(path)).length;
  const health: readonly unknown[] = JSON.parse(files.get('health/vectors.json') ?? '[]');
  return page.replace(SENTENCE, countOf(lifecycle, health.length));
}
