import { readFileSync } from 'node:fs';
import {
  COMMAND_NAMES,
  COMMANDS,
  COMMON_OPTIONS,
  type CommandName,
  type CommandSpec,
  type OptionSpec,
  optionsOf,
} from './options.ts';

/** Rows of two columns, each a line. */
export function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

const optionRow = ([name, { short, value }]: [string, OptionSpec]): string =>
  `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`;

const optionTable = (options: Readonly<Record<string, OptionSpec>>): string[] =>
  table(Object.entries(options).map((entry) => [optionRow(entry), entry[1].about]));

/** The help of one command, or of the program. */
export function helpText(command: CommandName | null): string {
  if (command === null)
    return [
      "Connect an MX member from the command line, serve a simulator of MX's test bank, or check an implementation.",
      '',
      'Usage: mx-member <command> [options]',
      '',
      'Commands:',
      ...table(COMMAND_NAMES.map((name) => [name, COMMANDS[name].about])),
      '',
      'Options:',
      ...optionTable(COMMON_OPTIONS),
      '',
      'Try it: mx-member connect',
      'More:   mx-member connect --help',
    ].join('\n');
  const { about, notes, examples, rest }: CommandSpec = COMMANDS[command];
  return [
    about,
    '',
    `Usage: mx-member ${command} [options]${rest ? ` [-- ${rest}]` : ''}`,
    '',
    'Options:',
    ...optionTable(optionsOf(command)),
    '',
    ...notes,
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
}

/** The version of this package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
