/** The label of an event: `xstate.done.actor.readStatus` -> `readStatus done`. Events of the machine keep their names. */
export function eventLabel(eventType: string): string {
  const [, how, call] = /^xstate\.(done|error)\.actor\.(.+)$/.exec(eventType) ?? [];
  if (call !== undefined) return `${call} ${how === 'done' ? 'done' : 'failed'}`;
  const [, delay] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? [];
  return delay === undefined ? eventType : `after ${delay}`;
}

/** The state of a machine, as in records: `{ aggregating: 'waiting' }` -> `aggregating.waiting`. */
export const placeOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Object.entries(Object(value))
        .map(([key, rest]) => `${key}.${placeOf(rest)}`)
        .join(' ');

/** The ids of all active states, including the root, from the outermost to the innermost. */
export const activeIds = (root: string, place: string): readonly string[] => {
  const names = place.split('.');
  return [root, ...names.map((_, index) => [root, ...names.slice(0, index + 1)].join('.'))];
};
