import { expect, test } from 'vitest';
import { check } from '../../support/explore/check.ts';
import { configuration } from '../../support/explore/configuration.ts';
import { components, longest, type Part, roundTrip, stuck } from '../../support/explore/cycles.ts';
import { KINDS, type Kind } from '../../support/explore/moves.ts';
import { END, Graph } from '../../support/explore/search.ts';

/** Tests the search for cycles with graphs that are written by hand: the moves of each world, from 1 on. */
function graphOf(...worlds: readonly (readonly (readonly [to: number, kind: Kind])[])[]): Graph {
  const graph = new Graph();
  graph.addWorld(0, END, 0);
  graph.beginEdges();
  for (const moves of worlds) {
    graph.addWorld(0, END, 0);
    graph.beginEdges();
    for (const [to, kind] of moves) graph.addEdge(to, kind);
  }
  return graph;
}

const all: Part = { world: () => true, kinds: new Set(KINDS) };

/** 1 and 2 lead to each other by a poll, 3 leads to them and to the end, 4 only to itself. */
const graph = graphOf(
  [[2, 'read']],
  [
    [1, 'elapsed'],
    [1, 'fault'],
  ],
  [
    [1, 'read'],
    [END, 'read'],
  ],
  [[4, 'hint']],
);

test('components are worlds that can reach each other, with the kinds of the moves between them', () => {
  expect(components(graph, all)).toEqual([
    { worlds: new Set([1, 2]), kinds: new Set(['read', 'elapsed', 'fault']) },
    { worlds: new Set([4]), kinds: new Set(['hint']) },
  ]);
});

test('a part without a kind of move has only the cycles that do not need it', () => {
  const part = { world: () => true, kinds: new Set<Kind>(['read', 'hint']) };
  expect(components(graph, part)).toEqual([{ worlds: new Set([4]), kinds: new Set(['hint']) }]);
});

test('a round trip begins with the requested move', () => {
  const [first] = components(graph, all);
  expect(first && roundTrip(graph, first, all.kinds, 'fault')).toEqual({ world: 2, moves: [1, 0] });
});

test('a world is stuck if no way leads to the end', () => {
  expect(stuck(graph)).toEqual([1, 2, 4]);
});

test('the longest way counts the moves of one kind, including the one that leads out', () => {
  const line = graphOf(
    [[2, 'read']],
    [
      [3, 'elapsed'],
      [END, 'read'],
    ],
    [[END, 'read']],
  );
  expect(longest(line, all, 'read')).toEqual({ count: 2, world: 1 });
});

test('a search that reaches its limit reports it', () => {
  const { closed, problems } = check(configuration({ name: 'small', left: { round: 1 } }), 10);
  expect(closed).toBe(false);
  expect(problems.map(({ rule }) => rule)).toContain('it does not close under 10 states');
});
