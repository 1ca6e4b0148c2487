import type { WriteStream } from 'node:tty';
import { COMMANDS } from './command-line/commands.ts';
import { parseCommandLine, wantsJson } from './command-line/parse.ts';
import { EXIT, type ExitCode, explainError, Interrupt, reportError } from './common/errors.ts';
import { type Io, jsonLine } from './common/io.ts';

async function perform(argv: readonly string[], io: Io): Promise<ExitCode> {
  const parsed = parseCommandLine(argv, io.stdout.columns);
  if (parsed.type === 'run') return COMMANDS[parsed.command].run(parsed.given, parsed.words, io);
  io.stdout.write(parsed.text);
  return EXIT.done;
}

/** The size to use if a terminal reports none or 0, as in some containers and on serial lines. */
const USUAL = { columns: 80, rows: 24 };

/** Sets the size of a terminal that reports none, because the libraries that write to it read the size too. */
function size(output: WriteStream): void {
  if (!output.isTTY) return;
  output.columns ||= USUAL.columns;
  output.rows ||= USUAL.rows;
}

/**
 * Runs a command line to its end. It never rejects. Errors go to the standard error. With `--json` they are also the last
 * line of the output, so that a program knows that the lines before are not a result.
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  for (const output of [io.stdout, io.stderr]) size(output);
  try {
    return await perform(argv, io);
  } catch (error) {
    if (wantsJson(argv)) io.stdout.write(jsonLine(explainError(error)));
    return error instanceof Interrupt ? error.exitCode : reportError(error, io);
  }
}
