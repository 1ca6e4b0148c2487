import type { Configuration } from './configuration.ts';
import { type Component, components, longest, type Part, roundTrip, stuck } from './cycles.ts';
import { KINDS, type Kind } from './moves.ts';
import type { Found, Graph } from './search.ts';

/** What must happen in the end, as cycles that must not exist, and how soon, as longest ways. */

const all = (...but: readonly Kind[]): ReadonlySet<Kind> =>
  new Set(KINDS.filter((kind) => !but.includes(kind)));

/** What happens now and then, but not forever. */
const PASSING: readonly Kind[] = ['fault', 'refused', 'crash', 'late', 'lag', 'repeat', 'tick'];

/** Moves that need no wait. The machine does not cause them. */
const UNPACED: readonly Kind[] = ['elapsed', 'crash', 'bank', 'event', 'late', 'tick', 'repeat'];

interface Rule {
  readonly name: string;
  readonly part: Part;
  /** The cycle is wrong only if it contains a move of this kind. */
  readonly with: Kind;
  readonly excuse?: (component: Component, graph: Graph) => boolean;
}

const RULES: readonly Rule[] = [
  {
    name: 'I4 the bank asks, MX is polled, and the user is never asked',
    part: {
      world: (has) => has('asks') && !has('isAsked'),
      kinds: all(...PASSING, 'user', 'bank', 'event'),
    },
    with: 'read',
  },
  {
    name: 'I5 MX is polled for ever, and nothing comes of it',
    part: { world: (has) => !has('isBusy'), kinds: all(...PASSING, 'bank', 'event', 'taken') },
    with: 'read',
    // The user has not answered yet.
    excuse: ({ worlds, kinds }, graph) =>
      !kinds.has('user') && [...worlds].every((id) => graph.has(id, 'isAsked')),
  },
  {
    name: 'I5 a loop without a wait, in which no poll ends',
    part: { world: () => true, kinds: all(...UNPACED, 'read', 'lag') },
    with: 'user',
  },
  {
    name: 'I5 a loop of polls without a wait',
    part: { world: () => true, kinds: all(...UNPACED, 'user') },
    with: 'read',
  },
  {
    // MX asks a new question each time that it accepts an answer, so only refused answers count.
    name: 'I5 a program that answers at once makes polls without a wait',
    part: { world: () => true, kinds: all(...UNPACED, 'taken', 'fault') },
    with: 'read',
  },
];

/** Where no call fails, two replicas may take turns for ever. */
const IN_TURN: Rule = {
  name: 'I4 the bank asks, two replicas take turns, and the user is never asked',
  part: {
    world: (has) => has('asks') && !has('isAsked'),
    kinds: all('crash', 'late', 'repeat', 'tick', 'user', 'bank', 'event'),
  },
  with: 'read',
};

/** A cycle that must not exist: the world in which it begins, and its moves. */
export interface Cycle {
  readonly rule: string;
  readonly world: number;
  readonly moves: readonly number[];
}

export function cyclesOf({ graph }: Found, { faults }: Configuration): Cycle[] {
  const dead = stuck(graph)[0];
  return [
    ...(dead === undefined ? [] : [{ rule: 'I5 no end can be reached', world: dead, moves: [] }]),
    ...[...RULES, ...(faults.length === 0 ? [IN_TURN] : [])].flatMap(
      ({ name, part, with: wanted, excuse }) => {
        const wrong = components(graph, part).find(
          (component) => component.kinds.has(wanted) && !excuse?.(component, graph),
        );
        return wrong ? [{ rule: name, ...roundTrip(graph, wrong, part.kinds, wanted) }] : [];
      },
    ),
  ];
}

/**
 * The greatest number of current polls before the user sees the bank's question, and before the machine sees an
 * end.
 */
export function boundsOf({ graph }: Found) {
  const kinds = new Set<Kind>(['elapsed', 'again', 'read', 'taken', 'answered']);
  return {
    asked: longest(graph, { world: (has) => has('asks') && !has('isAsked'), kinds }, 'read'),
    ended: longest(graph, { world: (has) => has('isOver'), kinds }, 'read'),
  };
}
