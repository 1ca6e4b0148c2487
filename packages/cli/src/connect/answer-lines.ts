import { open } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';

/** Answers that somebody else writes, one a line; blank lines are skipped. A line is read when its question is asked. */
export interface AnswerLines extends AsyncIterable<string> {
  /** Reads no more, also where the writer goes on. */
  close(): void;
}

async function openFile(path: string): Promise<Interface> {
  try {
    const file = await open(path);
    return file.readLines();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no details';
    throw new CliError(`--answers-from: the file cannot be read (${code}).`);
  }
}

function openStdin({ stdin }: Pick<Io, 'stdin'>): Interface {
  if (stdin.isTTY)
    throw new CliError(
      '--answers-from - reads a pipe or a file, but the standard input is a terminal. Leave it out to be asked.',
    );
  return createInterface({ input: stdin });
}

/**
 * Opens what `--answers-from` names.
 * @param from A file, or `-` for the standard input.
 * @throws {CliError} when it cannot be read, or the standard input is a terminal.
 */
export async function openAnswerLines(from: string, io: Pick<Io, 'stdin'>): Promise<AnswerLines> {
  const lines = from === '-' ? openStdin(io) : await openFile(from);
  // Taken at once: lines that come before it exists are lost.
  const reading = lines[Symbol.asyncIterator]();
  return {
    async *[Symbol.asyncIterator]() {
      for await (const line of { [Symbol.asyncIterator]: () => reading })
        if (line.trim() !== '') yield line;
    },
    close() {
      lines.close();
      // An open pipe would keep the process.
      if (from === '-') io.stdin.destroy();
    },
  };
}
