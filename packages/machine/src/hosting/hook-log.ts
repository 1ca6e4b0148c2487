/**
 * The default of `onError`: logs the place, the name of the error and our codes to the console, at most once a minute
 * for each. It never logs a message or another property, because errors of other code may quote a secret.
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
    const { name, code, cause }: Readonly<Record<string, unknown>> = Object(thrown);
    const codes = [code, Object(cause).code].filter((one) => typeof one === 'string');
    const kind = `mx-member ${owner}: ${where}: ${/^\w{1,40}$/.exec(String(name ?? '')) ?? typeof thrown} ${
      /^(Mx|Host)Error$/.test(String(name)) ? codes.join(' ') : ''
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
