import { COMMANDS } from '../../packages/cli/src/command-line/commands.ts';
import type { CommandSpec } from '../../packages/cli/src/common/options.ts';
import { code, table } from '../spec/markdown.ts';

/** `docs/cli.md`: every command with its options, from the tables that the parser and the help read. */

/** Tables that another page has. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  Passwords: 'Passwords: see [the test bank](test-bank.md#passwords).',
  Answers: 'Answers: see [the test bank](test-bank.md#answers).',
};

function tableOf(title: string, rows: readonly (readonly [string, string])[]): string {
  const elsewhere = ELSEWHERE[title];
  if (elsewhere !== undefined) return elsewhere;
  return `${title}:\n\n${table(
    ['value', 'meaning'],
    rows.map(([value, meaning]) => [code(value), meaning]),
  )}`;
}

const optionsOf = ({ options }: CommandSpec): string =>
  table(
    ['option', 'what it does'],
    Object.entries(options).map(([name, { value, about }]) => [
      code(`--${name}${value ? ` <${value}>` : ''}`),
      about,
    ]),
  );

/** A sentence of the help, in which an address or a word between angle brackets is not HTML. */
const paragraph = (note: string): string =>
  note.replace(/<[^>]+>/g, code).replace(/\{(\w+)\}/g, (whole) => code(whole));

/** Of the notes, only the exit codes: a program looks them up. */
const exitCodesOf = ({ notes }: CommandSpec): string[] =>
  notes.filter((note) => note.startsWith('Exit codes')).map(paragraph);

function section(name: string, spec: CommandSpec): string {
  const { about, rest, operands, tables = {} } = spec;
  const usage = ['mx-member', name, operands, '[option]…', rest && `-- ${rest}`].filter(Boolean);
  return [
    `## ${name}`,
    about,
    ['```text', usage.join(' '), '```'].join('\n'),
    ...(Object.keys(spec.options).length > 0 ? [optionsOf(spec)] : []),
    ...Object.entries(tables).map(([title, rows]) => tableOf(title, rows)),
    ...exitCodesOf(spec),
  ].join('\n\n');
}

/** The page. */
export const cliPage = (): string => `# All commands

The options and exit codes of each command, made from the code. \`mx-member <command> --help\` has them too, with notes and examples.
[The command line](../packages/cli/README.md) explains output and answers.

${Object.entries(COMMANDS)
  .map(([name, { spec }]) => section(name, spec))
  .join('\n\n')}
`;
