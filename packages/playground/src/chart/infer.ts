import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { activeIds, transitionKey } from './model.ts';

/** One step of a machine, seen from outside. */
export interface SeenStep {
  /** The value before; `null` before the first. */
  readonly before: unknown;
  readonly event: string;
  readonly after: unknown;
}

const allNodes = (node: AnyStateNode): readonly AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(allNodes),
];

/** Where one comes to rest that enters a state. */
const restOf = (node: AnyStateNode): AnyStateNode => {
  const next = node.type === 'compound' ? node.initial.target?.[0] : undefined;
  return next ? restOf(next) : node;
};

/** The ways that a transition may go, on through states that are left at once, to where it comes to rest. */
function waysOf(
  transition: AnyTransitionDefinition,
): readonly (readonly AnyTransitionDefinition[])[] {
  const target = transition.target?.[0];
  const onward = target ? restOf(target).always : undefined;
  return onward?.length ? onward.map((next) => [transition, next]) : [[transition]];
}

/**
 * The transitions that a step may have taken. An inspector tells events and snapshots, not transitions, so where two of
 * them have the same event and the same end, both are given.
 * @returns Their keys.
 */
export function inferTaken(
  { root }: AnyStateMachine,
  { before, event, after }: SeenStep,
): readonly string[] {
  const rests = new Set(activeIds(root.id, after));
  const endsThere = (way: readonly AnyTransitionDefinition[]): boolean => {
    const target = way.at(-1)?.target?.[0];
    return target ? rests.has(restOf(target).id) : JSON.stringify(before) === JSON.stringify(after);
  };
  if (before === null || before === undefined)
    return (restOf(root).always ?? []).filter((one) => endsThere([one])).map(transitionKey);
  const were = new Set(activeIds(root.id, before));
  // The innermost state that knows an event takes it.
  const [taker] = allNodes(root)
    .filter(({ id, transitions }) => were.has(id) && transitions.has(event))
    .toReversed();
  const ways = (taker?.transitions.get(event) ?? []).flatMap(waysOf).filter(endsThere);
  return [...new Set(ways.flat().map(transitionKey))];
}
