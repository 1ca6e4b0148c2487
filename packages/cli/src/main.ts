#!/usr/bin/env node
import process from 'node:process';
import { CliError, EXIT, type ExitCode, Interrupt, reportError } from './common/errors.ts';
import { run } from './run.ts';

const { stdin, stdout, stderr, env } = process;
const stop = new AbortController();

/** How long a run may take to end in good order after a signal, in ms. */
const END_TIMEOUT = 10_000;

/** Ends the run in good order, or at once when that takes too long. The second time, ends it at once. */
function interrupt(exitCode: ExitCode) {
  if (stop.signal.aborted) process.exit(exitCode);
  stop.abort(new Interrupt(exitCode));
  setTimeout(() => process.exit(exitCode), END_TIMEOUT).unref();
}

/** Ends the run in good order. The first exit code is the one that counts, whatever the command returns. */
function fail(exitCode: ExitCode, cause?: unknown) {
  process.exitCode ??= exitCode;
  stop.abort(new Interrupt(exitCode, cause));
}

/** Ends the run in good order, however often it is called, because a terminal that closes is noticed in several ways. */
const hangUp = () => stop.abort(new Interrupt(EXIT.hungUp));

process.on('SIGINT', () => interrupt(EXIT.interrupted));
process.on('SIGHUP', hangUp);
stdin.on('error', hangUp);
process.on('SIGTERM', () => interrupt(EXIT.terminated));
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // Readline throws the errors of its terminal.
  if (error.code === 'EIO') return hangUp();
  fail(reportError(error, { stderr, env }), error);
});
stdout.once('error', (error: NodeJS.ErrnoException) => {
  // Nobody reads the output any more, as after `| head -1`. This is not an error.
  if (error.code === 'EPIPE') return fail(EXIT.pipeClosed);
  if (error.code === 'EIO' && stdout.isTTY) return hangUp();
  const full = new CliError(`The output cannot be written (${error.code}).`, 'unavailable');
  fail(reportError(full, { stderr, env }));
});
// Every later write fails too, and there is nobody to tell.
stdout.on('error', () => {});
stderr.on('error', () => {});

const exitCode = await run(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  signal: stop.signal,
  interrupt,
});
process.exitCode ??= exitCode;
