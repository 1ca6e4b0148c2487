import { CommanderError } from 'commander';
import { CliError } from '../common/errors.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';
import { COMMAND_NAMES, COMMANDS, type CommandName } from './commands.ts';
import { createProgram } from './program.ts';

/** What the command line asks for. */
export type ParsedCommandLine =
  /** The help or the version. */
  | { readonly type: 'print'; readonly text: string }
  | {
      readonly type: 'run';
      readonly command: CommandName;
      readonly given: GivenOptions;
      /** What follows '--', or the words without an option, for the commands that take them. */
      readonly words: readonly string[];
    };

const LIST = new Intl.ListFormat('en-GB');
const EXPECTED = `The commands are ${LIST.format(COMMAND_NAMES)}.`;

const isCommand = (word: string | undefined): word is CommandName =>
  COMMAND_NAMES.some((name) => name === word);

const specOf = (command: CommandName): CommandSpec => COMMANDS[command].spec;

function refuse(message: string, command: CommandName | null): CliError {
  return new CliError(`${message}\nSee: mx-member ${command ? `${command} ` : ''}--help`);
}

/** Splits the words at the first '--'. The second part is `null` without a '--'. */
function split(argv: readonly string[]): readonly [readonly string[], readonly string[] | null] {
  const end = argv.indexOf('--');
  return end === -1 ? [argv, null] : [argv.slice(0, end), argv.slice(end + 1)];
}

const didYouMean = (word: string | undefined): string => (word ? ` Did you mean ${word}?` : '');

/** Cuts the value off an unknown option, because commander finds a similar name only without it. */
const withoutUnknown =
  (options: CommandSpec['options']) =>
  (word: string): string => {
    const [, name] = /^--([^=]+)=/.exec(word) ?? [];
    return name === undefined || Object.hasOwn(options, name) ? word : `--${name}`;
  };

/** The similar name that commander suggests. Nothing else of its message is shown. */
const similarIn = ({ message }: CommanderError): string | undefined =>
  /\n\(Did you mean (?:one of )?([\w-]+)[\w, -]*\?\)$/.exec(message)?.[1];

/** The error for an unknown option, or a switch with a value. It names the option and never shows the value. */
function unknownOption(error: CommanderError, command: CommandName): CliError {
  const [, name = ''] = /'(--[\w-]*|-\w?)/.exec(error.message) ?? [];
  const known = Object.keys(specOf(command).options).map((option) => `--${option}`);
  if (known.includes(name)) return refuse(`${name} takes no value.`, command);
  const begun = known.filter((option) => name.length > 3 && option.startsWith(name));
  const likely = begun.length === 1 ? begun[0] : similarIn(error);
  return refuse(`Unknown option ${name}.${didYouMean(likely)}`, command);
}

const nameACommand = (): CliError => refuse(`Name a command. ${EXPECTED}`, null);

/** Replaces the message of commander, because it can quote a value, and a value may be an answer. */
function refusalOf(error: CommanderError, command: CommandName | null, last: string | null) {
  switch (error.code) {
    case 'commander.unknownOption':
      return command
        ? unknownOption(error, command)
        : refuse(`A command must come before the options. ${EXPECTED}`, null);
    case 'commander.unknownCommand':
      return refuse(`Unknown command.${didYouMean(similarIn(error))} ${EXPECTED}`, null);
    case 'commander.excessArguments': {
      const after = last ? ` after ${last}` : '';
      const rest = command && specOf(command).rest ? " A command to run comes after '--'." : '';
      return refuse(
        `Unexpected word${after}. Each value needs its option before it.${rest}`,
        command,
      );
    }
    default:
      return nameACommand();
  }
}

/** Whether the output must be JSON. This works even if the rest of the command line is wrong. */
export const wantsJson = (argv: readonly string[]): boolean => split(argv)[0].includes('--json');

/**
 * Parses a command line. Each command's settings check the values of its options.
 * @param argv The words after the program's name. Without any, the help is printed.
 * @param width Columns of the help.
 * @throws {CliError} The message names the option and what was expected. It never quotes a value.
 */
export function parseCommandLine(argv: readonly string[], width = 120): ParsedCommandLine {
  const [head, words] = split(argv);
  const [first] = head;
  const command = isCommand(first) ? first : null;
  const options = command ? specOf(command).options : {};

  const given = new Map<string, string[]>();
  let text = '';
  let last: string | null = null;
  let problem: CliError | null = null;
  const read = (name: string, value: string | null | undefined) => {
    last = `--${name}`;
    const spec = options[name];
    if (value === null)
      problem ??= refuse(
        `${last} needs a value: ${last} <${spec?.value}>. Write a value that begins with a dash as ${last}=-….`,
        command,
      );
    if (given.has(name) && !spec?.repeatable)
      problem ??= refuse(`${last} is given twice.`, command);
    given.set(name, [...(given.get(name) ?? []), ...(typeof value === 'string' ? [value] : [])]);
  };

  let operands: readonly string[] = [];
  const program = createProgram({
    width,
    onOption: read,
    onOperands: (given) => {
      operands = given;
    },
    write: (part) => (text += part),
  });
  // With --help, commander does not report an unknown command.
  const named = first === 'help' ? head[1] : first;
  const isUnknown = named !== undefined && !named.startsWith('-') && !isCommand(named);
  const wordsToRead = isUnknown ? [named] : head;
  try {
    program.parse(argv.length === 0 ? ['--help'] : wordsToRead.map(withoutUnknown(options)), {
      from: 'user',
    });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { type: 'print', text };
    throw problem ?? refusalOf(error, command, last);
  }
  if (problem || !command) throw problem ?? nameACommand();
  if (words && !specOf(command).rest)
    throw refuse(`mx-member ${command} takes no words after '--': leave them out.`, command);
  // An empty variable in a script leads here. Without this error, our own machine would be tested instead.
  if (words?.length === 0)
    throw refuse("No command follows '--': name it, or leave out the '--'.", command);
  return { type: 'run', command, given, words: words ?? operands };
}
