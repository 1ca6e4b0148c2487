import { KINDS, type Kind } from './moves.ts';
import { END, type Fact, type Graph } from './search.ts';

/** A part of the graph: some worlds, and the moves of some kinds between them. */
export interface Part {
  readonly world: (has: (fact: Fact) => boolean) => boolean;
  readonly kinds: ReadonlySet<Kind>;
}

/** A set of worlds in which each can be reached from every other within the part. */
export interface Component {
  readonly worlds: ReadonlySet<number>;
  readonly kinds: ReadonlySet<Kind>;
}

/** Strongly connected components (Tarjan's algorithm with Gabow's second stack, without recursion). */
function connected(graph: Graph, { world, kinds }: Part) {
  const { worlds: count } = graph;
  const isInside = Uint8Array.from({ length: count }, (_, id) =>
    Number(id !== END && world((fact) => graph.has(id, fact))),
  );
  const leads = (edge: number) => kinds.has(graph.kind(edge)) && isInside[graph.to(edge)] === 1;
  /** The worlds, each after those that it leads to: only the worlds of one component can lead to later ones. */
  const worlds: number[] = [];
  /** A number for each component. */
  const component = new Int32Array(count).fill(-1);
  const seenAt = new Int32Array(count);
  let seen = 0;
  const path: { readonly id: number; readonly left: number[] }[] = [];
  /** The worlds without a component, and when those were seen that may be the first of one. */
  const open: number[] = [];
  const firsts: number[] = [];
  const enter = (id: number) => {
    seen += 1;
    seenAt[id] = seen;
    open.push(id);
    firsts.push(seen);
    path.push({ id, left: graph.edgesOf(id).filter(leads).map(graph.to) });
  };
  for (let root = 1; root < count; root += 1) {
    if (seenAt[root] !== 0 || isInside[root] !== 1) continue;
    enter(root);
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const to = at.left.pop();
      if (to === undefined) {
        path.pop();
        if (firsts.at(-1) !== seenAt[at.id]) continue;
        firsts.pop();
        for (const member of open.splice(open.lastIndexOf(at.id))) {
          component[member] = at.id;
          worlds.push(member);
        }
      } else if (seenAt[to] === 0) enter(to);
      else if (component[to] === -1)
        while ((firsts.at(-1) as number) > (seenAt[to] as number)) firsts.pop();
    }
  }
  return { worlds, component, leads };
}

/** The components that contain a move, in the order of their first worlds. */
export function components(graph: Graph, part: Part): Component[] {
  const { component, leads } = connected(graph, part);
  const all = new Map<number | undefined, { worlds: Set<number>; kinds: Set<Kind> }>();
  for (const [id, number] of component.entries())
    for (const edge of graph.edgesOf(id)) {
      if (number === -1 || !leads(edge) || component[graph.to(edge)] !== number) continue;
      const one = all.get(number) ?? { worlds: new Set(), kinds: new Set() };
      all.set(number, one);
      one.worlds.add(id);
      one.kinds.add(graph.kind(edge));
    }
  return [...all.values()];
}

/** A short cycle in a component that contains a move of a kind: a world, and the moves that lead back to it. */
export function roundTrip(
  graph: Graph,
  { worlds }: Component,
  kinds: ReadonlySet<Kind>,
  wanted: Kind,
): { readonly world: number; readonly moves: readonly number[] } {
  const moves = (id: number) =>
    graph
      .edgesOf(id)
      .map((edge, move) => ({ kind: graph.kind(edge), to: graph.to(edge), move }))
      .filter(({ kind, to }) => kinds.has(kind) && worlds.has(to));
  for (const world of worlds) {
    const first = moves(world).find(({ kind }) => kind === wanted);
    if (!first) continue;
    // A map goes on with what is added meanwhile.
    const ways = new Map([[first.to, [first.move]]]);
    for (const [id, way] of ways) {
      if (id === world) return { world, moves: way };
      for (const { to, move } of moves(id)) if (!ways.has(to)) ways.set(to, [...way, move]);
    }
  }
  throw new Error(`the component has no way round with ${wanted}`);
}

const ALL: Part = { world: () => true, kinds: new Set(KINDS) };

/** The worlds from which the search cannot reach an end. */
export function stuck(graph: Graph): number[] {
  const { worlds, component } = connected(graph, ALL);
  /** By component. */
  const ends = new Set<number | undefined>([component[END]]);
  for (const id of worlds)
    if (graph.edgesOf(id).some((edge) => ends.has(component[graph.to(edge)])))
      ends.add(component[id]);
  return worlds.filter((id) => !ends.has(component[id])).toSorted((a, b) => a - b);
}

/** The greatest number of moves of a kind on a way through a part without cycles, including the move that leaves it. */
export function longest(
  graph: Graph,
  part: Part,
  counted: Kind,
): { readonly count: number; readonly world: number } {
  const { worlds, leads } = connected(graph, part);
  const best = new Int32Array(graph.worlds);
  let longest = { count: 0, world: 1 };
  for (const id of worlds) {
    for (const edge of graph.edgesOf(id)) {
      if (!part.kinds.has(graph.kind(edge))) continue;
      const after = leads(edge) ? (best[graph.to(edge)] as number) : 0;
      const count = Number(graph.kind(edge) === counted) + after;
      if (count > (best[id] as number)) best[id] = count;
    }
    if ((best[id] as number) > longest.count) longest = { count: best[id] as number, world: id };
  }
  return longest;
}
