import {
  type ParsedCommandLine,
  parseCommandLine,
} from '../../../packages/cli/src/command-line/parse.ts';

/** Parses a command line that runs a command. Returns its options, and the words after '--'. */
export function parsed(
  line: string | readonly string[],
): Extract<ParsedCommandLine, { type: 'run' }> {
  const words = typeof line === 'string' ? line.split(' ').filter(Boolean) : line;
  const found = parseCommandLine(words);
  if (found.type !== 'run') throw new Error(`expected a command, got ${found.type}`);
  return found;
}
