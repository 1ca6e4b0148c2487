/**
 * The default of `onError`: logs the place, the name of the error and our code to the console, at most once a minute
 * for each. It never logs a message, a cause or a property, because errors of other code may quote a secret.
 *
 * @param owner The factory with the option `onError`.
 * @param now A clock in ms.
 */
export function createHookLog(
  owner: string,
  now: () => number = () => Date.now(),
): (thrown: unknown, where: string) => void {
  const written = new Map<string, number>();
  return (thrown, where) => {
    const { name, code }: { readonly name?: unknown; readonly code?: unknown } = Object(thrown);
    const kind = `mx-member ${owner}: ${where}: ${/^\w{1,40}$/.exec(String(name ?? '')) ?? typeof thrown} ${
      /^(Mx|Host)Error$/.test(String(name)) ? code : ''
    }`;
    if (now() - (written.get(kind) ?? -60_000) < 60_000) return;
    if (written.size > 99) written.clear();
    written.set(kind, now());
    console.error(kind);
  };
}

/** Wraps a function that only observes, so that its errors have no effect. */
export const harmless =
  <Args extends readonly unknown[]>(
    watch: (...args: Args) => void,
    onThrown?: (thrown: unknown) => void,
  ) =>
  (...args: Args): void => {
    try {
      watch(...args);
    } catch (thrown) {
      onThrown?.(thrown);
    }
  };
