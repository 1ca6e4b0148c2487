import type { Kind } from './moves.ts';
import { END, type Facts, type Graph } from './search.ts';

/** A part of the graph: some worlds, and the moves of some kinds between them. */
export interface Part {
  readonly world: (has: (fact: keyof Facts) => boolean) => boolean;
  readonly kinds: ReadonlySet<Kind>;
}

/** A set of worlds in which each can be reached from every other within the part. */
export interface Component {
  readonly worlds: readonly number[];
  readonly kinds: ReadonlySet<Kind>;
}

function within(graph: Graph, { world, kinds }: Part) {
  const isIn = (id: number) => id !== END && world((fact) => graph.has(id, fact));
  const inside = Uint8Array.from({ length: graph.worlds }, (_, id) => Number(isIn(id)));
  return {
    has: (id: number) => inside[id] === 1,
    leads: (edge: number) => kinds.has(graph.kind(edge)) && inside[graph.to(edge)] === 1,
  };
}

/** The strongly connected components that contain a move (Tarjan's algorithm, without recursion). */
export function components(graph: Graph, part: Part): Component[] {
  const { has, leads } = within(graph, part);
  const { worlds: count } = graph;
  const order = new Int32Array(count);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const next = Int32Array.from({ length: count }, (_, id) => graph.range(id)[0]);
  const open: number[] = [];
  const path: number[] = [];
  let seen = 0;
  let found = 0;
  const lower = (id: number, value: number) => {
    low[id] = Math.min(low[id] as number, value);
  };
  const enter = (id: number) => {
    seen += 1;
    order[id] = seen;
    low[id] = seen;
    open.push(id);
    path.push(id);
  };
  const leave = (id: number) => {
    path.pop();
    const above = path.at(-1);
    if (above !== undefined) lower(above, low[id] as number);
    if (low[id] !== order[id]) return;
    for (const member of open.splice(open.lastIndexOf(id))) component[member] = found;
    found += 1;
  };
  for (let root = 1; root < count; root += 1) {
    if (order[root] !== 0 || !has(root)) continue;
    enter(root);
    for (let id = path.at(-1); id !== undefined; id = path.at(-1)) {
      const edge = next[id] as number;
      if (edge >= graph.range(id)[1]) {
        leave(id);
        continue;
      }
      next[id] = edge + 1;
      if (!leads(edge)) continue;
      const to = graph.to(edge);
      if (order[to] === 0) enter(to);
      else if (component[to] === -1) lower(id, low[to] as number);
    }
  }
  const all = new Map<number, { worlds: number[]; kinds: Set<Kind> }>();
  for (let id = 1; id < count; id += 1) {
    const number = component[id] as number;
    if (number === -1) continue;
    const one = all.get(number) ?? { worlds: [], kinds: new Set() };
    all.set(number, one);
    one.worlds.push(id);
    const [first, last] = graph.range(id);
    for (let edge = first; edge < last; edge += 1)
      if (leads(edge) && component[graph.to(edge)] === number) one.kinds.add(graph.kind(edge));
  }
  return [...all.values()].filter(({ kinds }) => kinds.size > 0);
}

/** A short cycle in a component that contains a move of a kind: a world, and the moves that lead back to it. */
export function roundTrip(
  graph: Graph,
  { worlds }: Component,
  kinds: ReadonlySet<Kind>,
  wanted: Kind,
): { readonly world: number; readonly moves: readonly number[] } {
  const inside = new Set(worlds);
  for (const start of worlds) {
    // Each world appears twice: before and after a move of the kind.
    const from = new Map<number, { readonly before: number; readonly move: number }>();
    const queue = [start * 2];
    for (const at of queue) {
      const [first, last] = graph.range(at >> 1);
      for (let edge = first; edge < last; edge += 1) {
        if (!kinds.has(graph.kind(edge)) || !inside.has(graph.to(edge))) continue;
        const to = graph.to(edge) * 2 + Number(at % 2 === 1 || graph.kind(edge) === wanted);
        if (from.has(to)) continue;
        from.set(to, { before: at, move: edge - first });
        if (to !== start * 2 + 1) {
          queue.push(to);
          continue;
        }
        const moves: number[] = [];
        for (
          let step = from.get(to);
          step;
          step = step.before === start * 2 ? undefined : from.get(step.before)
        )
          moves.unshift(step.move);
        return { world: start, moves };
      }
    }
  }
  throw new Error(`the component has no way round with ${wanted}`);
}

/** The worlds from which the search cannot reach an end. */
export function stuck(graph: Graph): number[] {
  const from = new Map<number, number[]>();
  for (let id = 1; id < graph.worlds; id += 1) {
    const [first, last] = graph.range(id);
    for (let edge = first; edge < last; edge += 1) {
      const to = graph.to(edge);
      const before = from.get(to);
      if (before) before.push(id);
      else from.set(to, [id]);
    }
  }
  const reached = new Uint8Array(graph.worlds);
  reached[END] = 1;
  const queue = [END];
  for (const id of queue)
    for (const before of from.get(id) ?? []) {
      if (reached[before] === 1) continue;
      reached[before] = 1;
      queue.push(before);
    }
  return Array.from(reached.keys()).filter((id) => reached[id] === 0);
}

/** The greatest number of moves of a kind on a way through a part without cycles, including the move that leaves it. */
export function longest(
  graph: Graph,
  part: Part,
  counted: Kind,
): { readonly count: number; readonly world: number } {
  const { has, leads } = within(graph, part);
  const best = new Int32Array(graph.worlds).fill(-1);
  const path: number[] = [];
  const edges = (id: number) => {
    const [first, last] = graph.range(id);
    return Array.from({ length: last - first }, (_, index) => first + index).filter((edge) =>
      part.kinds.has(graph.kind(edge)),
    );
  };
  let longest = { count: 0, world: 1 };
  for (let root = 1; root < graph.worlds; root += 1) {
    if (!has(root) || best[root] !== -1) continue;
    path.push(root);
    while (path.length > 0) {
      const id = path.at(-1) as number;
      const later = edges(id).find(
        (edge) => leads(edge) && best[graph.to(edge)] === -1 && !path.includes(graph.to(edge)),
      );
      if (later !== undefined) {
        path.push(graph.to(later));
        continue;
      }
      path.pop();
      const counts = edges(id).map(
        (edge) =>
          Number(graph.kind(edge) === counted) +
          (leads(edge) ? Math.max(0, best[graph.to(edge)] as number) : 0),
      );
      const count = Math.max(0, ...counts);
      best[id] = count;
      if (count > longest.count) longest = { count, world: id };
    }
  }
  return longest;
}
