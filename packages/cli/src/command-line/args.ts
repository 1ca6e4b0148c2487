import { parseArgs } from 'node:util';
import { CliError } from '../errors.ts';
import { nearest } from './nearest.ts';
import { COMMAND_NAMES, COMMON_OPTIONS, type CommandName, optionsOf, restOf } from './options.ts';

/** The options as they were written: the values of each in their order; a switch has none. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** What the person asked for. */
export type Request =
  | { readonly is: 'help'; readonly command: CommandName | null }
  | { readonly is: 'version' }
  | {
      readonly is: 'run';
      readonly command: CommandName;
      readonly given: Given;
      /** What follows '--', for the commands that take it. */
      readonly words: readonly string[];
    };

const seeHelp = (command: CommandName | null): string =>
  `See: mx-member ${command ? `${command} ` : ''}--help`;
const refuse = (message: string, command: CommandName | null): CliError =>
  new CliError(`${message}\n${seeHelp(command)}`);
const didYouMean = (word: string | undefined): string => (word ? ` Did you mean ${word}?` : '');

const LIST = new Intl.ListFormat('en-GB');

const isCommand = (word: string | undefined): word is CommandName =>
  COMMAND_NAMES.some((name) => name === word);

/** Splits the words of the command line into options. It is lenient: `givenOptions` says what is wrong. */
function tokensOf(words: readonly string[], command: CommandName | null) {
  const options = Object.fromEntries(
    Object.entries(command ? optionsOf(command) : COMMON_OPTIONS).map(([name, spec]) => [
      name,
      {
        type: 'value' in spec ? ('string' as const) : ('boolean' as const),
        ...('short' in spec && spec.short !== undefined && { short: spec.short }),
      },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, tokens: true }).tokens;
}

type Token = ReturnType<typeof tokensOf>[number];

/**
 * Checks the options of a command by name and form; what their values mean is checked by `settings.ts`. No message
 * repeats a value: it may be an answer.
 */
function givenOptions(tokens: readonly Token[], command: CommandName): Given {
  const specs = optionsOf(command);
  const given = new Map<string, string[]>();
  let last: string | null = null;
  for (const token of tokens) {
    if (token.kind === 'option-terminator')
      throw refuse("Nothing can follow '--': leave it out.", command);
    if (token.kind === 'positional')
      throw refuse(
        `There is one word too many${last ? ` after ${last}` : ''}: each value needs its option before it${
          restOf(command) ? ", and the command to run comes after '--'" : ''
        }.`,
        command,
      );
    const { name, rawName, value, inlineValue } = token;
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec) {
      const likely = nearest(name, Object.keys(specs));
      throw refuse(`There is no option ${rawName}.${didYouMean(likely && `--${likely}`)}`, command);
    }
    if (spec.value === undefined) {
      if (value !== undefined) throw refuse(`${rawName} takes no value.`, command);
    } else if (value === undefined || (!inlineValue && value.startsWith('-'))) {
      throw refuse(
        `${rawName} needs a value: ${rawName} <${spec.value}>. One that begins with a dash is written ${rawName}=-….`,
        command,
      );
    }
    const earlier = given.get(name) ?? [];
    if (given.has(name) && !spec.repeatable) throw refuse(`${rawName} is given twice.`, command);
    given.set(name, value === undefined ? earlier : [...earlier, value]);
    last = rawName;
  }
  return given;
}

/** What follows '--', as it is. */
const wordsOf = (tokens: readonly Token[]): readonly string[] =>
  tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));

/** Parts the options from the words that follow '--', for a command that takes any. */
function request(tokens: readonly Token[], command: CommandName): Request {
  const end = tokens.findIndex(({ kind }) => kind === 'option-terminator');
  const [options, words] =
    end === -1 || !restOf(command) ? [tokens, []] : [tokens.slice(0, end), tokens.slice(end)];
  const given = givenOptions(options, command);
  // As after a variable of a script that is empty: without a command something else would be checked.
  if (words.length === 1)
    throw refuse("There is no command after '--': name it, or leave out the '--'.", command);
  return { is: 'run', command, given, words: wordsOf(words) };
}

/** Whether a program reads what is printed, also where the rest of the command line is not understood. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}

/**
 * Understands a command line.
 * @param argv The words after the program's name.
 * @throws {CliError} that names the option and what was expected.
 */
export function parseCommandLine(argv: readonly string[]): Request {
  const [first, ...rest] = argv;
  const command = isCommand(first) ? first : null;
  const tokens = tokensOf(command ? rest : argv, command);
  const asks = (name: keyof typeof COMMON_OPTIONS) =>
    tokens.some((token) => token.kind === 'option' && token.name === name);

  if (asks('help')) return { is: 'help', command };
  if (asks('version')) return { is: 'version' };
  if (command) return request(tokens, command);

  const expected = `The commands are ${LIST.format(COMMAND_NAMES)}.`;
  if (first === undefined) throw refuse(`Say what to do. ${expected}`, null);
  if (first.startsWith('-')) throw refuse(`The command comes first. ${expected}`, null);
  throw refuse(
    `There is no such command. ${expected}${didYouMean(nearest(first, COMMAND_NAMES))}`,
    null,
  );
}
