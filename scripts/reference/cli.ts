import { COMMANDS } from '../../packages/cli/src/command-line/commands.ts';
import type { CommandSpec } from '../../packages/cli/src/common/options.ts';
import { code, table } from '../spec/markdown.ts';

/** `docs/cli.md`: every command with its exit codes, from the tables that the help reads. The options are in the help. */

const EXIT_CODES = 'Exit codes: ';

/** The exit codes of a command: a program looks them up. */
const exitCodesOf = ({ notes }: CommandSpec): string =>
  notes
    .filter((note) => note.startsWith(EXIT_CODES))
    .map((note) => note.slice(EXIT_CODES.length))
    .join(' ');

/** The page. */
export const cliPage = (): string => `# All commands

\`mx-member <command> --help\` lists the options of a command, with notes and examples.
[The command line](../packages/cli/README.md) explains output and answers. This page is made from the code.

${table(
  ['command', 'what it does', 'exit codes'],
  Object.entries(COMMANDS).map(([name, { spec }]) => [code(name), spec.about, exitCodesOf(spec)]),
)}
`;
