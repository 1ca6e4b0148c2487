import type { Configuration } from './configuration.ts';
import { boundsOf, cyclesOf } from './liveness.ts';
import { search, wayTo } from './search.ts';
import { textOf } from './text.ts';

/** One search and its result. */

/** A mistake, with a shortest way to it as a text vector. */
export interface Problem {
  readonly rule: string;
  readonly way: string;
}

export interface Checked {
  readonly closed: boolean;
  readonly states: number;
  readonly edges: number;
  /** The number of merged states that were checked. */
  readonly merges: number;
  readonly problems: readonly Problem[];
}

/**
 * Searches a configuration. @param limit The number of states after which the search gives up. More states mean
 * that a new field grows without end.
 */
export function check(config: Configuration, limit: number): Checked {
  const found = search(config, { limit });
  const { graph, closed } = found;
  const problem = (rule: string, world: number, moves: readonly number[], forEver = 0) => ({
    rule,
    way: textOf(wayTo(graph, config, world, moves), config, forEver),
  });
  const problems = [
    ...found.violations.map(({ rule, world, move }) => problem(rule, world, [move])),
  ];
  if (found.unlike !== undefined)
    problems.push(problem('merged states do not go on alike', found.unlike, []));
  if (!closed) problems.push({ rule: `it does not close under ${limit} states`, way: '' });
  if (closed) {
    const cycles = cyclesOf(found, config);
    problems.push(
      ...cycles.map(({ rule, world, moves }) => problem(rule, world, moves, moves.length)),
    );
    // A way through a cycle has no greatest length.
    if (cycles.length === 0) {
      const bounds = boundsOf(found);
      for (const name of ['asked', 'ended'] as const)
        if (bounds[name].count !== config.bounds[name])
          problems.push(
            problem(
              `${name} after ${bounds[name].count} polls, not ${config.bounds[name]}`,
              bounds[name].world,
              [],
            ),
          );
    }
  }
  return { closed, states: graph.worlds, edges: graph.edges, merges: found.merges, problems };
}
