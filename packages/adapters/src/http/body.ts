/** A body is longer than it may be. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/**
 * Reads a body as text, up to a limit: a sender cannot fill the memory.
 * @param limit In bytes.
 * @throws {TooLongError} as soon as the limit is passed; the rest is not read. Whatever the stream fails with.
 */
export async function readText(body: ReadableStream<Uint8Array> | null, limit: number) {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > limit) {
      reader.cancel().catch(() => undefined);
      throw new TooLongError(`The body is longer than ${limit} bytes.`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
