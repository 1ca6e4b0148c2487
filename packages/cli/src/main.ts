#!/usr/bin/env node
import process from 'node:process';
import { CliError, EXIT, type ExitCode, Interrupt, reportError } from './common/errors.ts';
import { run } from './run.ts';

const { stdin, stdout, stderr, env } = process;
const stop = new AbortController();

/** How long a clean shutdown may take after a signal, in ms. */
const END_TIMEOUT = 10_000;

/** Shuts down cleanly, or exits at once if that takes too long. A second signal exits at once. */
function interrupt(exitCode: ExitCode) {
  if (stop.signal.aborted) process.exit(exitCode);
  stop.abort(new Interrupt(exitCode));
  setTimeout(() => process.exit(exitCode), END_TIMEOUT).unref();
}

/** Shuts down cleanly after an error. The first exit code counts, whatever the command returns. */
function fail(exitCode: ExitCode, cause?: unknown) {
  process.exitCode ??= exitCode;
  stop.abort(new Interrupt(exitCode, cause));
}

/** Shuts down cleanly after the terminal has closed. It may be called several times, because several events say so. */
const hangUp = () => stop.abort(new Interrupt(EXIT.hungUp));

process.on('SIGINT', () => interrupt(EXIT.interrupted));
process.on('SIGHUP', hangUp);
stdin.on('error', hangUp);
process.on('SIGTERM', () => interrupt(EXIT.terminated));
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // Readline throws errors of its terminal.
  if (error.code === 'EIO') return hangUp();
  fail(reportError(error, { stderr, env }), error);
});
stdout.once('error', (error: NodeJS.ErrnoException) => {
  // The reader of the output has ended, as after `| head -1`. This is not an error.
  if (error.code === 'EPIPE') return fail(EXIT.pipeClosed);
  if (error.code === 'EIO' && stdout.isTTY) return hangUp();
  const full = new CliError(`The output cannot be written (${error.code}).`, 'unavailable');
  fail(reportError(full, { stderr, env }));
});
// Every later write fails too, and nobody is left to report to.
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
