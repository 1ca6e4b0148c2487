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
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return utf8.decode(joined(pieces, length));
    length += value.byteLength;
    if (length > limit) {
      reader.cancel().catch(() => undefined);
      throw new TooLongError(`The body is longer than ${limit} bytes.`);
    }
    pieces.push(value);
  }
}

const utf8 = new TextDecoder();

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array | undefined {
  if (pieces.length < 2) return pieces[0];
  const all = new Uint8Array(length);
  let start = 0;
  for (const piece of pieces) {
    all.set(piece, start);
    start += piece.byteLength;
  }
  return all;
}
