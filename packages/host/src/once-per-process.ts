/** What this process has opened. A module that is loaded again, or bundled twice, finds it here. */
const OPENED = Symbol.for('@mx-member/host: opened in this process');

const openedHere = (): Map<string, Promise<unknown>> => {
  const place = globalThis as { [OPENED]?: Map<string, Promise<unknown>> };
  place[OPENED] ??= new Map();
  return place[OPENED];
};

/**
 * Opens something once in this process, at the first call of the returned function. A framework such as Next loads a
 * module again after an edit, and more than once in production. A second host would wait for the store of the first.
 *
 * ```ts
 * export const members = oncePerProcess('members', () => createHost({ port: mx, store: openSqlite('members.db') }));
 *
 * const host = await members();
 * ```
 *
 * @param name Identifies what is opened. Another name opens another one, for example for a second brand.
 * @param open Opens it. After it has failed, the next call tries again.
 * @returns A function that returns what was opened. It rejects with the error of `open`.
 */
export function oncePerProcess<Value>(
  name: string,
  open: () => Promise<Value>,
): () => Promise<Value> {
  return () => {
    const opened = openedHere();
    const found = opened.get(name) as Promise<Value> | undefined;
    if (found) return found;
    const opening = Promise.resolve().then(open);
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  };
}
