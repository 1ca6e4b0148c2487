/** A body exceeds its limit. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/** Whether a request has the content type of JSON. A form on another site cannot send that. */
export const isJson = ({ headers }: Request): boolean =>
  /^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '');

/** Parses JSON. `undefined` for a text that is not JSON, because the error of the parser would quote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads a body as text, up to a limit, so that a sender cannot fill the memory.
 *
 * @param limit In bytes.
 * @param signal Stops reading and cancels the body, even if the body ignores it.
 * @throws {TooLongError} as soon as the limit is exceeded; the rest is not read. Also rejects with the reason of
 * `signal`, or with the error of the stream.
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
    const decoder = new TextDecoder();
    let text = '';
    for (let length = 0; ; ) {
      if (signal?.aborted) leave();
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > limit) {
        leave();
        throw new TooLongError(`The body is longer than ${limit} bytes.`);
      }
      text += decoder.decode(value, { stream: true });
    }
    signal?.throwIfAborted();
    return text + decoder.decode();
  } finally {
    signal?.removeEventListener('abort', leave);
  }
}
