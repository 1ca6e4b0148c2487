/** Names a command, so that a server that gets it twice runs it once. `Repeats` is the server's part. */
export const ONCE_HEADER = 'idempotency-key';

/** The header of one command. */
export const onceHeader = (): Readonly<Record<string, string>> => ({
  // `randomUUID` does not exist in a page without HTTPS.
  [ONCE_HEADER]: crypto.getRandomValues(new Uint32Array(4)).join('-'),
});
