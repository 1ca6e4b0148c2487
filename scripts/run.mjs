// Installs what a command of the repository (commands.mjs) needs, and runs it. This file is JavaScript, because Node 20 has to run it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { COMMANDS, GENERATE } from './commands.mjs';
import { install, nodeProgram } from './install.mjs';

const isWindows = process.platform === 'win32';
/** Signals that are passed on to the program. A terminal already sends it SIGINT and SIGHUP. */
const SIGNALS = ['SIGINT', 'SIGHUP', 'SIGTERM'];
const SENT_BY_TERMINAL = [0, 1, 2].some(isatty) ? ['SIGINT', 'SIGHUP'] : [];

function help() {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(
    ([name, { about }]) => `  ${name.padEnd(width)}  ${about}`,
  );
  return `Usage: pnpm <command> [option]…\n\n${lines.join('\n')}`;
}

/** Runs a program until it ends. @returns The exit code. */
async function runProgram([name, ...args]) {
  const program = name === 'node' ? nodeProgram() : name;
  const options = {
    stdio: 'inherit',
    shell: isWindows,
    env: {
      // A program that was compiled once begins sooner.
      NODE_COMPILE_CACHE: resolve('node_modules/.cache/node'),
      ...process.env,
      PATH: `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH}`,
    },
  };
  // On Windows a shell has to find programs of npm, and a shell takes one text.
  const child = isWindows
    ? spawn([program, ...args].map((part) => JSON.stringify(part)).join(' '), options)
    : spawn(program, args, options);
  const forward = (signal) => SENT_BY_TERMINAL.includes(signal) || child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  const [code, by] = await once(child, 'exit');
  for (const signal of SIGNALS) process.off(signal, forward);
  return code ?? 128 + constants.signals[by];
}

/** The ends that the screen of a command has told a person: a failure, and Ctrl-C. */
const SHOWN = [1, 128 + constants.signals.SIGINT];

/** Whether a person has seen how it ended. Whoever reads JSON, or no terminal, gets the exit code. */
const hasSeenEnd = ({ isForPeople }, given, exitCode) =>
  isForPeople === true &&
  SHOWN.includes(exitCode) &&
  isatty(0) &&
  isatty(1) &&
  !given.includes('--json');

async function run(name, given) {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
  if (command === null) {
    console.error(help());
    return 2;
  }
  install(command.needs);
  if (command.reads) {
    const exitCode = await runProgram([...GENERATE, ...command.reads]);
    if (exitCode !== 0) return exitCode;
  }
  for (const [index, program] of command.runs.entries()) {
    const isLast = index === command.runs.length - 1;
    const exitCode = await runProgram(isLast ? [...program, ...given] : program);
    if (exitCode !== 0) return isLast && hasSeenEnd(command, given, exitCode) ? 0 : exitCode;
  }
  return 0;
}

try {
  process.exitCode = await run(process.argv[2] ?? '', process.argv.slice(3));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
