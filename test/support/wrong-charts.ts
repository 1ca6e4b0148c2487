import { CHART } from '../../packages/machine/src/chart/chart.ts';

/** Charts with one mistake: each thing in the chart that can be left out or inverted. */

type Path = readonly (string | number)[];
type Node = Readonly<Record<string | number, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The value at a path of the chart. */
const at = (path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value as Node)[key], CHART);

/** A copy with another value at a path; `undefined` removes the value. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const inner = changed((value as Node)[key], rest, to);
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      index !== key ? [item] : inner === undefined ? [] : [inner],
    );
  const { [key]: _, ...others } = value as Node;
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** The paths of everything in the chart. */
function* paths(path: Path = []): Generator<Path> {
  const value = at(path);
  if (!isNode(value)) return;
  for (const key of Object.keys(value)) {
    const inside = [...path, Array.isArray(value) ? Number(key) : key];
    yield inside;
    yield* paths(inside);
  }
}

const PARTS = ['guard', 'target', 'actions', 'entry', 'after', 'invoke', 'onDone', 'onError'];

/**
 * A part of the chart that can be removed: a known field, the transitions of an event, one of several transitions
 * or actions.
 */
const canBeLeftOut = (path: Path): boolean =>
  typeof path.at(-1) === 'number' || path.at(-2) === 'on' || PARTS.includes(`${path.at(-1)}`);

/** One chart for each mistake. */
export function* wrongCharts(): Generator<{ readonly name: string; readonly chart: object }> {
  for (const path of paths()) {
    const [name, value] = [path.join('.'), at(path)];
    if (canBeLeftOut(path))
      yield { name: `without ${name}`, chart: changed(CHART, path, undefined) as object };
    if (Array.isArray(value) && value.length > 1)
      yield {
        name: `${name} backwards`,
        chart: changed(CHART, path, value.toReversed()) as object,
      };
  }
}
