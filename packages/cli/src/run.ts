import process from 'node:process';
import type { WriteStream } from 'node:tty';
import { jsonLine } from './command-line/json.ts';
import { parseCommandLine, type Request, wantsJson } from './command-line/parse.ts';
import { conformance } from './conformance/conformance.ts';
import { conformanceSettings } from './conformance/settings.ts';
import { connect } from './connect/connect.ts';
import { connectSettings } from './connect/settings.ts';
import { CliError, EXIT, type ExitCode, Interrupt } from './errors.ts';
import { explainError, report } from './explain.ts';
import type { Io } from './io.ts';
import { serveSettings } from './serve/settings.ts';
import { simulateSettings } from './simulate/settings.ts';
import { simulate } from './simulate/simulate.ts';

/** Apart, so that no other command loads SQLite, of which Node warns. @throws {CliError} where Node is older than it. */
async function loadServe() {
  try {
    return await import('./serve/serve.ts');
  } catch (error) {
    if (Object(error).code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
    const message = `serve needs Node 22.13 or newer, and this is ${process.version}.`;
    throw new CliError(message, 'unavailable');
  }
}

async function start(
  { command, given, words }: Extract<Request, { type: 'run' }>,
  io: Io,
): Promise<ExitCode> {
  switch (command) {
    case 'connect':
      return connect(connectSettings(given, io.env), io);
    case 'serve': {
      const { serve } = await loadServe();
      return serve(serveSettings(given, io.env), io);
    }
    case 'simulate':
      return simulate(simulateSettings(given), io);
    case 'conformance':
      return conformance(conformanceSettings(given, words), io);
  }
}

async function perform(argv: readonly string[], io: Io): Promise<ExitCode> {
  const request = parseCommandLine(argv, io.stdout.columns);
  if (request.type === 'run') return start(request, io);
  io.stdout.write(request.text);
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
    return error instanceof Interrupt ? error.exitCode : report(error, io);
  }
}
