import { Command, Option } from 'commander';
import type { CommandSpec } from '../common/options.ts';
import { version } from '../common/version.ts';
import { COMMANDS } from './commands.ts';

export interface ProgramOptions {
  /** Receives the text of the help or the version. */
  readonly write: (text: string) => void;
  /** The width of the help, in columns. */
  readonly width: number;
  /** Called with each option as it is read. `value` is `undefined` for a switch, and `null` if it is missing. */
  readonly onOption: (name: string, value: string | null | undefined) => void;
  /** Called with the words without an option, for the commands that take them. */
  readonly onOperands: (words: readonly string[]) => void;
}

const withCommon = (command: Command): Command =>
  command
    .version(version(), '-v, --version', 'Show the version.')
    .helpOption('-h, --help', 'Show this text.');

function addCommand(program: Command, name: string, spec: CommandSpec, options: ProgramOptions) {
  const command = program.command(name).description(spec.about);
  for (const [option, { value, about }] of Object.entries(spec.options)) {
    // Declared as optional, because commander would otherwise take the next option as the value.
    command.addOption(new Option(`--${option}${value ? ` [${value}]` : ''}`, about));
    command.on(`option:${option}`, (text) => options.onOption(option, text));
  }
  const help = command.createHelp();
  help.prepareContext({ helpWidth: options.width });
  const tables = Object.entries(spec.tables ?? {}).map(([title, rows]) => {
    const width = Math.max(...rows.map(([left]) => left.length));
    const lines = rows.map(([left, right]) => help.formatItem(left, width, right, help));
    return `${title}:\n${lines.join('\n')}\n`;
  });
  const notes = spec.notes.map((note) => help.boxWrap(note, options.width));
  const examples = spec.examples.map((example) => `  ${example}`);
  const more = [...tables, ...notes, '', 'Examples:', ...examples].join('\n');
  if (spec.operands) command.argument('[words...]');
  const rest = spec.rest ? ` [-- ${spec.rest}]` : '';
  withCommon(command)
    .usage(`[options]${spec.operands ? ` [${spec.operands}]` : ''}${rest}`)
    .addHelpText('after', `\n${more}`)
    .action(() => options.onOperands(command.args));
}

/**
 * The program for commander. It neither prints nor ends the process: it always ends with a `CommanderError`. Never show
 * the message of that error, because it can quote a value.
 */
export function createProgram(options: ProgramOptions): Command {
  const program = new Command('mx-member')
    .description(
      "Connect MX members from the command line or over HTTP, simulate MX's test bank, or test an implementation of the lifecycle.",
    )
    .usage('<command> [options]')
    // Options belong to the command before them.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: options.write,
      writeErr: () => {},
      getOutHelpWidth: () => options.width,
    })
    .configureHelp({
      optionTerm: ({ flags }) => flags.replace('[', '<').replace(']', '>'),
      subcommandTerm: (command) => command.name(),
    })
    .helpCommand('help [command]', 'Show the help of a command.')
    .addHelpText('after', '\nTry it: mx-member connect\nMore:   mx-member connect --help');
  withCommon(program);
  for (const [name, { spec }] of Object.entries(COMMANDS)) addCommand(program, name, spec, options);
  return program;
}
