import { activeIn } from './events.ts';
import type { ChartFile, Transition } from './file.ts';

/** One step of the machine, seen from outside. */
export interface SeenStep {
  /** The state before the step; `null` at the beginning. */
  readonly before: string | null;
  /** The event of the chart; `null` at the beginning. */
  readonly event: string | null;
  readonly after: string;
  /** The route of the reading; `null` if it is unknown. */
  readonly route: string | null;
}

/**
 * Finds the transitions that a step may have taken. Only events and states are visible from outside. If two transitions have
 * the same event and the same target, both are returned.
 * @returns The keys of the transitions.
 */
export function inferTaken(
  { initial, transitions }: Pick<ChartFile, 'initial' | 'transitions'>,
  { before, event, after, route }: SeenStep,
): readonly string[] {
  /** The innermost state that the machine reaches after it enters a state. */
  const restOf = (id: string): string => (initial[id] === undefined ? id : restOf(initial[id]));
  const rests = new Set(activeIn(after));
  const isKnown = (way: Transition) => route === null || way.route === null || way.route === route;
  const onward = (id: string) => transitions.filter(({ from, on }) => from === id && on === null);
  const endsThere = (way: readonly Transition[]): boolean => {
    const { to = null } = way.at(-1) ?? {};
    return to === null ? before === after : rests.has(restOf(to));
  };
  /** All ways on from a transition, through states that are left at once. */
  const waysOf = (transition: Transition): readonly (readonly Transition[])[] => {
    const next = transition.to === null ? [] : onward(restOf(transition.to));
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
      onward(restOf(''))
        .filter(isKnown)
        .map((one) => [one]),
    );
  const were = new Set(activeIn(before));
  const fitting = transitions.filter((one) => were.has(one.from) && one.on === event);
  // The innermost state with a transition for the event takes it, unless its guard refuses.
  const inward = [...were].toReversed();
  for (const id of inward) {
    const taken = keysOf(fitting.filter(({ from }) => from === id).flatMap(waysOf));
    if (taken.length > 0) return taken;
  }
  return [];
}
