import { MxError } from '@mx-member/machine';
import { parseCommandLine, type Request } from './args.ts';
import { conformance } from './conformance/conformance.ts';
import { conformanceSettings } from './conformance/settings.ts';
import { connect } from './connect.ts';
import { CliError, EXIT, type ExitCode, Interrupt } from './errors.ts';
import { helpText, version } from './help.ts';
import type { Io } from './io.ts';
import { connectSettings, simulateSettings } from './settings.ts';
import { simulate } from './simulate.ts';

function start(
  { command, given, words }: Extract<Request, { is: 'run' }>,
  io: Io,
): Promise<ExitCode> {
  switch (command) {
    case 'connect':
      return connect(connectSettings(given, io.env), io);
    case 'simulate':
      return simulate(simulateSettings(given), io);
    case 'conformance':
      return conformance(conformanceSettings(given, words), io);
  }
}

async function perform(argv: readonly string[], io: Io): Promise<ExitCode> {
  const request = parseCommandLine(argv);
  switch (request.is) {
    case 'help':
      io.stdout.write(`${helpText(request.command)}\n`);
      return EXIT.done;
    case 'version':
      io.stdout.write(`${version()}\n`);
      return EXIT.done;
    case 'run':
      return start(request, io);
  }
}

/** What a person is told about an error, and how the process ends for it. */
function explain(error: unknown): { readonly text: string; readonly exitCode: ExitCode } {
  if (error instanceof CliError) return { text: error.message, exitCode: error.exitCode };
  if (error instanceof MxError) return { text: error.message, exitCode: EXIT.failed };
  return {
    text: `Something unexpected went wrong (${error instanceof Error ? error.message : 'no details'}). Run it with DEBUG=1 for more, and report it.`,
    exitCode: EXIT.failed,
  };
}

/** Tells a person what went wrong, on the standard error; the stack trace only when `DEBUG` is set. */
export function report(error: unknown, { stderr, env }: Pick<Io, 'stderr' | 'env'>): ExitCode {
  const { text, exitCode } = explain(error);
  stderr.write(`mx-member: ${text}\n`);
  if (env.DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  return exitCode;
}

/** Runs a command line to its end. It never rejects: what goes wrong is reported. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await perform(argv, io);
  } catch (error) {
    return error instanceof Interrupt ? error.exitCode : report(error, io);
  }
}
