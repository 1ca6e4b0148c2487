type Handler = (...given: unknown[]) => void;

const isHandler = (value: unknown): value is Handler => typeof value === 'function';

/** Merges two values of one prop. Both handlers are called, in order. Class names are joined. */
function merged(name: string, first: unknown, second: unknown): unknown {
  if (second === undefined) return first;
  if (isHandler(first) && isHandler(second))
    return (...given: unknown[]) => {
      first(...given);
      second(...given);
    };
  return /^class(Name)?$/.test(name) && first && second ? `${first} ${second}` : second;
}

/**
 * Merges the props of a part with your own. All handlers and refs are called, in order. Class names are joined. For other props
 * the last value wins.
 *
 * ```ts
 * const props = mergeProps(connectView(connection, plain).getRetryProps(), { class: 'button' });
 * ```
 */
export function mergeProps<First extends object, Second extends object>(
  first: First,
  second: Second,
): Omit<First, keyof Second> & Second {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  const read = (from: object, name: string): unknown => Reflect.get(from, name);
  return Object.fromEntries(
    [...names].map((name) => [name, merged(name, read(first, name), read(second, name))]),
  ) as Omit<First, keyof Second> & Second;
}
