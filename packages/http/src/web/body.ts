/** A body is longer than it may be. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

const utf8 = new TextDecoder();

/** True for a request with the content type of JSON, which a form of another site cannot send. */
export const isJson = ({ headers }: Request): boolean =>
  /^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '');

/** The JSON of a text; `undefined` for a text that is not JSON. The parser's own words would quote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads a body as text, up to a limit: a sender cannot fill the memory.
 * @param limit In bytes.
 * @param signal Ends the reading and lets the body go, even if the body ignores it.
 * @throws {TooLongError} as soon as the limit is passed; the rest is not read. The reason of `signal`. Whatever the stream
 *   fails with.
 */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  limit: number,
  signal?: AbortSignal,
): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const leave = () => {
    reader.cancel().catch(() => undefined);
  };
  signal?.addEventListener('abort', leave);
  try {
    let bytes: Uint8Array = new Uint8Array();
    let length = 0;
    for (;;) {
      if (signal?.aborted) leave();
      const { done, value } = await reader.read();
      if (done) break;
      if (length + value.byteLength > limit) {
        leave();
        throw new TooLongError(`The body is longer than ${limit} bytes.`);
      }
      bytes = append(bytes, length, value);
      length += value.byteLength;
    }
    signal?.throwIfAborted();
    return utf8.decode(bytes.subarray(0, length));
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}

/**
 * The first `length` of `bytes` with `more` behind them. The room doubles as it fills, so many small chunks take no more
 * memory than a few large ones.
 */
function append(bytes: Uint8Array, length: number, more: Uint8Array): Uint8Array {
  if (length === 0) return more; // Nearly always the only one.
  const needed = length + more.byteLength;
  const room = needed <= bytes.byteLength ? bytes : new Uint8Array(2 * needed);
  if (room !== bytes) room.set(bytes.subarray(0, length));
  room.set(more, length);
  return room;
}
