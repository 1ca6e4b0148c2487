import type { ChartFile, Transition } from './drawing.ts';
import { activeIds } from './events.ts';

/** One step of the machine, seen from outside. */
export interface SeenStep {
  /** Where it was; `null` before the beginning. */
  readonly before: string | null;
  /** As XState names it. */
  readonly event: string;
  readonly after: string;
  /** Where the reading led, where that is known. */
  readonly route: string | null;
}

/**
 * The transitions that a step may have taken. What is seen from outside is events and states, not transitions, so where
 * two of them have the same event and the same end, both are given.
 * @returns Their keys.
 */
export function inferTaken(
  { id: root, initial, transitions }: Pick<ChartFile, 'id' | 'initial' | 'transitions'>,
  { before, event, after, route }: SeenStep,
): readonly string[] {
  /** Where one comes to rest that enters a state. */
  const restOf = (id: string): string => (initial[id] === undefined ? id : restOf(initial[id]));
  const rests = new Set(activeIds(root, after));
  const isKnown = (way: Transition) => route === null || way.route === null || way.route === route;
  const onward = (id: string) =>
    transitions.filter(({ source, event }) => source === id && event === '');
  const endsThere = (way: readonly Transition[]): boolean => {
    const { target = null } = way.at(-1) ?? {};
    return target === null ? before === after : rests.has(restOf(target));
  };
  /** On through a state that is left at once, to where it comes to rest. */
  const waysOf = (transition: Transition): readonly (readonly Transition[])[] => {
    const next = transition.target === null ? [] : onward(restOf(transition.target));
    return next.length > 0 ? next.filter(isKnown).map((one) => [transition, one]) : [[transition]];
  };
  const keysOf = (ways: readonly (readonly Transition[])[]) => [
    ...new Set(
      ways
        .filter(endsThere)
        .flat()
        .map(({ key }) => key),
    ),
  ];

  if (before === null)
    return keysOf(
      onward(restOf(root))
        .filter(isKnown)
        .map((one) => [one]),
    );
  const were = new Set(activeIds(root, before));
  const fitting = transitions.filter((one) => were.has(one.source) && one.event === event);
  // The innermost state that knows an event takes it; a guard may leave it to the ones around it.
  const inward = [...were].toReversed();
  for (const id of inward) {
    const taken = keysOf(fitting.filter(({ source }) => source === id).flatMap(waysOf));
    if (taken.length > 0) return taken;
  }
  return [];
}
