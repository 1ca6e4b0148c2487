import { asks, isBusy, isOver } from '../../../packages/simulator/src/model/model.ts';
import type { Configuration } from './configuration.ts';
import { keyOf } from './key.ts';
import { KINDS, type Kind, type Move, movesOf } from './moves.ts';
import { initial, isAsked, isEnd, needsAnswers, type World } from './world.ts';

/** Searches all reachable worlds, and keeps their graph. */

/** A list of numbers that grows. */
class Numbers {
  #data = new Int32Array(1 << 14);
  length = 0;
  push(value: number): void {
    if (this.length === this.#data.length) {
      const more = new Int32Array(this.length * 2);
      more.set(this.#data);
      this.#data = more;
    }
    this.#data[this.length] = value;
    this.length += 1;
  }
  at = (index: number): number => this.#data[index] ?? 0;
}

/** What the searches for cycles ask about a world. */
export interface Facts {
  readonly asks: boolean;
  readonly isAsked: boolean;
  readonly isBusy: boolean;
  readonly isOver: boolean;
  readonly needsUser: boolean;
}
const FACTS = ['asks', 'isAsked', 'isBusy', 'isOver', 'needsUser'] as const;

const bitsOf = (world: World): number => {
  const facts: Facts = {
    asks: asks(world.bank),
    isAsked: isAsked(world),
    isBusy: isBusy(world.bank),
    isOver: isOver(world.bank),
    needsUser: needsAnswers(world.record),
  };
  return FACTS.reduce((bits, name, index) => bits | (facts[name] ? 1 << index : 0), 0);
};

/** All ends are one world. */
export const END = 0;

/** The worlds by number, and their moves. The moves of one world are next to each other. */
export class Graph {
  readonly #first = new Numbers();
  readonly #to = new Numbers();
  readonly #kind = new Numbers();
  readonly #facts = new Numbers();
  /** How a world was first reached: from which world, and by which of its moves. */
  readonly parent = new Numbers();
  readonly move = new Numbers();

  get worlds(): number {
    return this.#facts.length;
  }
  get edges(): number {
    return this.#to.length;
  }
  /** The numbers of a world's edges: from the first, up to and without the second. */
  range = (world: number): readonly [number, number] => [
    this.#first.at(world),
    world + 1 < this.#first.length ? this.#first.at(world + 1) : this.#to.length,
  ];
  to = (edge: number): number => this.#to.at(edge);
  kind = (edge: number): Kind => KINDS[this.#kind.at(edge)] as Kind;
  has = (world: number, fact: keyof Facts): boolean =>
    (this.#facts.at(world) & (1 << FACTS.indexOf(fact))) !== 0;

  addWorld(bits: number, parent: number, move: number): void {
    this.#facts.push(bits);
    this.parent.push(parent);
    this.move.push(move);
  }
  beginEdges(): void {
    this.#first.push(this.#to.length);
  }
  addEdge(to: number, kind: Kind): void {
    this.#to.push(to);
    this.#kind.push(KINDS.indexOf(kind));
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
  /** The number of merged worlds that were checked, and those that had other moves than the first. */
  readonly merges: number;
  readonly unlike: readonly { readonly id: number; readonly world: World }[];
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
  const known = (id: number): string => {
    const [first, last] = graph.range(id);
    return Array.from(
      { length: last - first },
      (_, index) => `${graph.to(first + index)} ${graph.kind(first + index)}`,
    ).join();
  };
  const unlike = closed ? merges.filter(({ id, world }) => shape(world) !== known(id)) : [];
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
  const indices = [...then];
  for (let at = world; at > 1; at = graph.parent.at(at)) indices.unshift(graph.move.at(at));
  const way: Move[] = [];
  let current = initial(config);
  for (const index of indices) {
    const move = movesOf(current, config)[index];
    if (!move) throw new Error('the way ends before its end');
    way.push(move);
    current = move.next;
  }
  return way;
}
