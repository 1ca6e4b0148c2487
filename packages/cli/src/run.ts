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

/** Where a terminal says that it has no columns and rows, or says nothing: some containers and serial lines do. */
const USUAL = { columns: 80, rows: 24 };

/** Gives a terminal its size, for which the libraries that write to it ask too. */
function size(output: WriteStream): void {
  if (!output.isTTY) return;
  output.columns ||= USUAL.columns;
  output.rows ||= USUAL.rows;
}

/**
 * Runs a command line to its end. It never rejects: what goes wrong is reported, with `--json` also as the last line,
 * so that a program need not read sentences to know that what it has read before is not all.
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
