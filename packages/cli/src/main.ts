#!/usr/bin/env node
import process from 'node:process';
import { CliError, EXIT, type ExitCode, Interrupt, reportError } from './common/errors.ts';
import { run } from './run.ts';

const { stdin, stdout, stderr, env } = process;
const stop = new AbortController();

/** Lets the run end in good order; the second time at once. */
function interrupt(exitCode: ExitCode) {
  if (stop.signal.aborted) process.exit(exitCode);
  stop.abort(new Interrupt(exitCode));
}

/** Lets the run end in good order, and whatever the command makes of it, the first of these is how the process ends. */
function fail(exitCode: ExitCode, cause?: unknown) {
  process.exitCode ??= exitCode;
  stop.abort(new Interrupt(exitCode, cause));
}

/** Lets the run end in good order, however often the signal comes: a terminal that goes away does so in many ways. */
const hangUp = () => stop.abort(new Interrupt(EXIT.hungUp));

process.on('SIGINT', () => interrupt(EXIT.interrupted));
process.on('SIGHUP', hangUp);
stdin.on('error', hangUp);
process.on('SIGTERM', () => interrupt(EXIT.terminated));
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  // Readline throws what its terminal fails with.
  if (error.code === 'EIO') return hangUp();
  fail(reportError(error, { stderr, env }), error);
});
stdout.once('error', (error: NodeJS.ErrnoException) => {
  // Nobody reads any more, as after `| head -1`: that is no error.
  if (error.code === 'EPIPE') return fail(EXIT.pipeClosed);
  if (error.code === 'EIO' && stdout.isTTY) return hangUp();
  const full = new CliError(`The output cannot be written (${error.code}).`, 'unavailable');
  fail(reportError(full, { stderr, env }));
});
// Each write that follows fails as well, and there is nobody to tell.
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
