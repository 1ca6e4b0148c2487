import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { systemCode } from '../common/errors.ts';
import type { Io } from '../common/io.ts';

/** Reads traces line by line, so that a file of any length needs no more memory than its longest line. */

const CHUNK = 2 ** 20;
/** The longest line, in characters. A line is a reading or a record, and neither is longer. */
const LONGEST = 64 * 2 ** 20;
/** The first bytes of what gzip has packed. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** The bytes of a file. What gzip has packed is unpacked on the way, whatever the name of the file. */
async function* bytesOf(
  file: string,
  { stdin, signal }: Pick<Io, 'stdin' | 'signal'>,
): AsyncGenerator<Buffer> {
  const source = file === '-' ? stdin : createReadStream(file, { highWaterMark: CHUNK, signal });
  const chunks: AsyncIterator<Buffer | string> = source[Symbol.asyncIterator]();
  const { value, done } = await chunks.next();
  if (done) return;
  const first = Buffer.from(value);
  async function* all() {
    yield first;
    for (let next = await chunks.next(); !next.done; next = await chunks.next())
      yield Buffer.from(next.value);
  }
  if (!first.subarray(0, GZIP.length).equals(GZIP)) {
    yield* all();
    return;
  }
  const unpacked = createGunzip({ chunkSize: CHUNK });
  // What goes wrong is thrown where the result is read.
  pipeline(all, unpacked, () => {});
  yield* unpacked;
}

/** A file that cannot be read, or not to its end. The message is a sentence about the file, without its name. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/** Errors of gzip, in words. */
const DAMAGED: Readonly<Record<string, string>> = {
  Z_BUF_ERROR:
    'Its packed bytes end too early, as when it was copied before it was whole. It was read up to there.',
  Z_DATA_ERROR: 'Its packed bytes are damaged. It was read up to there.',
};

const sentenceOf = (error: unknown): string => {
  const code = systemCode(error);
  return DAMAGED[code] ?? `It cannot be read (${code}).`;
};

/**
 * The size of a file, in bytes. `null` if it is not known before the file has been read: the standard input, and files that are
 * unpacked.
 */
export async function sizeOfFile(file: string): Promise<number | null> {
  if (file === '-' || file.endsWith('.gz')) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.size : null;
}

/**
 * The pieces of a file.
 * @throws {UnreadableFile} when it cannot be read; the signal's reason when the run is cut short.
 */
async function* chunksOf(file: string, io: Pick<Io, 'stdin' | 'signal'>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  try {
    for await (const bytes of bytesOf(file, io)) yield decoder.write(bytes);
    yield decoder.end();
  } catch (error) {
    io.signal.throwIfAborted();
    throw new UnreadableFile(sentenceOf(error));
  }
}

/** The SHA-256 of what a file contains, unpacked; `null` if it cannot be read whole, or only once. */
async function contentOf(file: string, io: Pick<Io, 'stdin' | 'signal'>): Promise<string | null> {
  if (file === '-') return null;
  const hash = createHash('sha256');
  try {
    for await (const bytes of bytesOf(file, io)) hash.update(bytes);
  } catch {
    io.signal.throwIfAborted();
    return null;
  }
  return hash.digest('hex');
}

/** Files that contain the same as an earlier one, so that their members would be counted twice, with the name of the earlier one. */
export async function copiesAmong(
  files: readonly string[],
  io: Pick<Io, 'stdin' | 'signal'>,
): Promise<ReadonlyMap<number, string>> {
  const copies = new Map<number, string>();
  if (files.length < 2) return copies;
  const first = new Map<string, string>();
  for (const [index, file] of files.entries()) {
    const content = await contentOf(file, io);
    const earlier = content === null ? undefined : first.get(content);
    if (earlier !== undefined) copies.set(index, earlier);
    else if (content !== null) first.set(content, file);
  }
  return copies;
}

/**
 * Reads the lines of a file that are not blank, each with its number, in lists.
 * @throws {UnreadableFile} when the file cannot be read further.
 */
export async function* inputLines(
  file: string,
  io: Pick<Io, 'stdin' | 'signal'>,
): AsyncGenerator<readonly (readonly [number: number, line: string])[]> {
  let number = 0;
  let rest = '';
  const numbered = (lines: readonly string[]) => {
    const found: [number, string][] = [];
    for (const line of lines) {
      number += 1;
      if (line.trim() !== '') found.push([number, line]);
    }
    return found;
  };
  for await (const chunk of chunksOf(file, io)) {
    const lines = (rest + (number === 0 ? chunk.replace(/^\uFEFF/, '') : chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST)
      throw new UnreadableFile('It has a line that is too long. It was read up to there.');
    yield numbered(lines);
  }
  yield numbered([rest]);
}
