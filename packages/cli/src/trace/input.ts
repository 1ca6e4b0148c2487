import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { CliError, systemCode } from '../common/errors.ts';
import type { Io } from '../common/io.ts';

/** Reads traces and logs: line by line, so that a file of any length needs no more memory than its longest line. */

const CHUNK = 2 ** 20;
/** The longest line, in characters. A line is a reading or a record, and neither is longer. */
const LONGEST = 64 * 2 ** 20;

const open = (file: string, { stdin, signal }: Pick<Io, 'stdin' | 'signal'>): Readable =>
  file === '-'
    ? stdin.setEncoding('utf8')
    : createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK, signal });

const unreadable = (file: string, why: string): CliError =>
  new CliError(
    `${file === '-' ? 'The standard input' : file} cannot be read (${why}).`,
    'unavailable',
  );

/**
 * Reads a file in chunks.
 * @throws {CliError} if it cannot be read; the signal's reason after an abort.
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
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST) throw unreadable(file, 'a line is too long');
    yield numbered(lines);
  }
  yield numbered([rest]);
}

/**
 * Reads a whole file.
 * @throws {CliError} if it cannot be read.
 */
export async function textOfFile(file: string, io: Pick<Io, 'stdin' | 'signal'>): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of chunksOf(file, io)) chunks.push(chunk);
  return chunks.join('');
}
