/** The event of the chart for an event of XState: `xstate.done.actor.readStatus` -> `done`. Other events keep their names. */
export const chartEvent = (eventType: string): string =>
  eventType
    .replace(/^xstate\.(done|error)\.actor\..*/, '$1')
    .replace(/^xstate\.after\..*/, 'elapsed');

/** The state of a machine, as in records: `{ aggregating: 'waiting' }` -> `aggregating.waiting`. */
export const placeOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(Object(value))
        .map(([key, rest]) => `${key}.${placeOf(rest)}`)
        .join(' ');

/** The active states, from the machine as a whole (`''`) to the innermost. */
export const activeIn = (place: string): readonly string[] => {
  const names = place.split('.');
  return ['', ...names.map((_, index) => names.slice(0, index + 1).join('.'))];
};
