import { isOver as isEnd } from '../../../packages/machine/src/data/check.ts';
import { asks, isBusy, isOver } from '../../../packages/simulator/src/model/model.ts';
import type { Configuration } from './configuration.ts';
import { keyOf } from './key.ts';
import { type Kind, type Move, movesOf } from './moves.ts';
import { initial, isAsked, type World } from './world.ts';

/** Searches all reachable worlds, and keeps their graph. */

/** What the searches for cycles ask about a world. */
const FACTS = {
  asks: ({ bank }) => asks(bank),
  isAsked,
  isBusy: ({ bank }) => isBusy(bank),
  isOver: ({ bank }) => isOver(bank),
} satisfies Readonly<Record<string, (world: World) => boolean>>;
export type Fact = keyof typeof FACTS;
const NAMES = Object.keys(FACTS) as Fact[];

const bitsOf = (world: World): number =>
  NAMES.reduce((bits, name, index) => bits | (Number(FACTS[name](world)) << index), 0);

/** All ends are one world. */
export const END = 0;

/** The worlds by number, and their moves. The moves of one world are next to each other. */
export class Graph {
  readonly #first: number[] = [];
  readonly #to: number[] = [];
  readonly #kind: Kind[] = [];
  readonly #facts: number[] = [];
  /** How a world was first reached: from which world, and by which of its moves. */
  readonly #parent: number[] = [];
  readonly #move: number[] = [];

  get worlds(): number {
    return this.#facts.length;
  }
  get edges(): number {
    return this.#to.length;
  }
  edgesOf(world: number): number[] {
    const end = this.#first[world + 1] ?? this.#to.length;
    const edges: number[] = [];
    for (let edge = this.#first[world] as number; edge < end; edge += 1) edges.push(edge);
    return edges;
  }
  to = (edge: number): number => this.#to[edge] as number;
  kind = (edge: number): Kind => this.#kind[edge] as Kind;
  has = (world: number, fact: Fact): boolean =>
    ((this.#facts[world] as number) & (1 << NAMES.indexOf(fact))) !== 0;
  /** The moves of a shortest way to a world. */
  wayTo(world: number): number[] {
    const way: number[] = [];
    for (let at = world; at > 1; at = this.#parent[at] as number)
      way.unshift(this.#move[at] as number);
    return way;
  }

  addWorld(bits: number, parent: number, move: number): void {
    this.#facts.push(bits);
    this.#parent.push(parent);
    this.#move.push(move);
  }
  beginEdges(): void {
    this.#first.push(this.#to.length);
  }
  addEdge(to: number, kind: Kind): void {
    this.#to.push(to);
    this.#kind.push(kind);
  }
}

/** A violation and the shortest way to it: a world and one of its moves. */
export interface Violation {
  readonly rule: string;
  readonly world: number;
  readonly move: number;
}

export interface Found {
  readonly graph: Graph;
  /** The search has seen every world. */
  readonly closed: boolean;
  readonly violations: readonly Violation[];
  /** The number of merged worlds that were checked. */
  readonly merges: number;
  /** A world with which another was merged that has other moves. */
  readonly unlike: number | undefined;
}

/**
 * Searches breadth first, so the way to each world is a shortest one. @param limit The number of worlds after which
 * the search gives up. @param sample One of this many merged worlds is checked.
 */
export function search(config: Configuration, { limit = 3_000_000, sample = 50 } = {}): Found {
  const graph = new Graph();
  const ids = new Map<string, number>();
  const queue: (World | null)[] = [];
  const violations = new Map<string, Violation>();
  const merges: { readonly id: number; readonly world: World }[] = [];
  let merged = 0;
  const key = (world: World) => keyOf(world, config);

  const add = (world: World | null, text: string, parent: number, move: number): number => {
    const id = queue.length;
    queue.push(world);
    ids.set(text, id);
    graph.addWorld(world ? bitsOf(world) : 0, parent, move);
    return id;
  };
  add(null, 'end', END, 0);
  const first = initial(config);
  add(first, key(first), END, 0);
  graph.beginEdges();

  for (let id = 1; id < queue.length && queue.length <= limit; id += 1) {
    const world = queue[id] as World;
    queue[id] = null;
    graph.beginEdges();
    const moves = movesOf(world, config);
    for (const [index, { kind, next, violation }] of moves.entries()) {
      if (violation && !violations.has(violation))
        violations.set(violation, { rule: violation, world: id, move: index });
      if (isEnd(next.record)) {
        graph.addEdge(END, kind);
        continue;
      }
      const text = key(next);
      const known = ids.get(text);
      graph.addEdge(known ?? add(next, text, id, index), kind);
      if (known === undefined) continue;
      merged += 1;
      if (merged % sample === 0) merges.push({ id: known, world: next });
    }
  }
  const closed = graph.worlds <= limit;

  /** The targets of a world's moves, and their kinds. */
  const shape = (world: World): string =>
    movesOf(world, config)
      .map(({ kind, next }) => `${isEnd(next.record) ? END : ids.get(key(next))} ${kind}`)
      .join();
  const known = (id: number): string =>
    graph
      .edgesOf(id)
      .map((edge) => `${graph.to(edge)} ${graph.kind(edge)}`)
      .join();
  const unlike = merges.find(({ id, world }) => closed && shape(world) !== known(id))?.id;
  return {
    graph,
    closed,
    violations: [...violations.values()],
    merges: closed ? merges.length : 0,
    unlike,
  };
}

/** The moves of a way from the beginning to a world, and further moves after it. */
export function wayTo(
  graph: Graph,
  config: Configuration,
  world: number,
  then: readonly number[] = [],
): Move[] {
  const way: Move[] = [];
  let current = initial(config);
  for (const index of [...graph.wayTo(world), ...then]) {
    const move = movesOf(current, config)[index];
    if (!move) throw new Error('the way ends before its end');
    way.push(move);
    current = move.next;
  }
  return way;
}
