/** `xstate.done.actor.readStatus` -> `readStatus done`; the machine's own events are themselves. */
export function eventLabel(eventType: string): string {
  const [, how, call] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(eventType) ?? [];
  if (call !== undefined) return `${call} ${how === 'done' ? 'done' : 'failed'}`;
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? [];
  return delay === undefined ? eventType : `after ${delay}`;
}

/** Where a machine is, as in records: `{ aggregating: 'waiting' }` -> `aggregating.waiting`. */
export const placeOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(Object(value))
        .map(([key, rest]) => `${key}.${placeOf(rest)}`)
        .join(' ');

/** The ids of the states that are active at a place, the root's included, from the outermost to the innermost. */
export const activeIds = (root: string, place: string): readonly string[] => {
  const names = place.split('.');
  return [root, ...names.map((_, index) => [root, ...names.slice(0, index + 1)].join('.'))];
};
