import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError, systemCode } from '../common/errors.ts';
import type { Io } from '../common/io.ts';

/** Reads traces line by line, so that a file of any length needs no more memory than its longest line. */

const CHUNK = 2 ** 20;
/** The longest line, in characters. A line is a reading or a record, and neither is longer. */
const LONGEST = 64 * 2 ** 20;

/** A file whose name ends with .gz is unpacked on the way. */
function open(file: string, { stdin, signal }: Pick<Io, 'stdin' | 'signal'>): Readable {
  if (file === '-') return stdin.setEncoding('utf8');
  const source = createReadStream(file, { highWaterMark: CHUNK, signal });
  if (!file.endsWith('.gz')) return source.setEncoding('utf8');
  const unpacked = createGunzip({ chunkSize: CHUNK });
  // What goes wrong is thrown where the result is read.
  pipeline(source, unpacked, () => {});
  return unpacked.setEncoding('utf8');
}

const nameOf = (file: string): string => (file === '-' ? 'The standard input' : file);

const unreadable = (file: string, why: string): CliError =>
  new CliError(`${nameOf(file)} cannot be read (${why}).`, 'unavailable');

/**
 * Looks whether files can be read, before the first is.
 * @throws {CliError} that names the first one which cannot be read.
 */
export async function checkReadable(files: readonly string[]): Promise<void> {
  for (const file of files)
    if (file !== '-')
      await access(file, constants.R_OK).catch((error) => {
        throw unreadable(file, systemCode(error));
      });
}

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
 * @throws {CliError} when it cannot be read; the signal's reason when the run is cut short.
 */
async function* chunksOf(file: string, io: Pick<Io, 'stdin' | 'signal'>): AsyncGenerator<string> {
  try {
    for await (const chunk of open(file, io)) yield chunk as string;
  } catch (error) {
    io.signal.throwIfAborted();
    throw unreadable(file, systemCode(error));
  }
}

/**
 * Reads the lines of a file that are not blank, each with its number, in lists.
 * @throws {CliError} if the file cannot be read.
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
    if (rest.length > LONGEST) throw unreadable(file, 'a line is too long');
    yield numbered(lines);
  }
  yield numbered([rest]);
}
