import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** What a person copies into a shell. A colon follows the name of the program in an error. */
const COMMAND =
  /^\s*(?:[A-Z_]+=\S+ )*(?:curl|npx|npm|node|mx-member|mx|at|call|view|user|member)(?![\w:-])|^\s*\S+\(\)/;

/** Marks at the beginning of a line, with the space around them. The lines that follow begin below the words. */
const LEAD = /^\s*(?:[✓✗!?•·–-] )?/u;

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;

/** A command on several lines, each of which but the last ends with a backslash. One with quotes stays on its line. */
function wrappedCommand(line: string, columns: number): string {
  if (/['"]/.test(line)) return line;
  const indent = `${/^\s*/.exec(line)?.[0]}  `;
  const lines: string[] = [];
  let last: string | null = null;
  for (const part of line.split(/ (?=--?[a-z])/)) {
    if (last === null) last = part;
    else if (lengthOf(`${last} ${part} \\`) <= columns) last += ` ${part}`;
    else {
      lines.push(`${last} \\`);
      last = indent + part;
    }
  }
  return [...lines, last].join('\n');
}

/** One line as several, none longer than `columns` unless a word is. */
function wrappedLine(line: string, columns: number): string {
  if (lengthOf(line) <= columns) return line;
  if (COMMAND.test(stripVTControlCharacters(line))) return wrappedCommand(line, columns);
  const [lead = ''] = LEAD.exec(line) ?? [];
  const indent = ' '.repeat(lengthOf(lead));
  const lines: string[] = [];
  let last = lead;
  let isEmpty = true;
  // Spaces inside of a line align columns of a table, so they stay.
  for (const [, space = '', word = ''] of line.slice(lead.length).matchAll(/(\s*)(\S+)/g)) {
    if (!isEmpty && lengthOf(last + space + word) > columns) {
      lines.push(last);
      last = indent + word;
    } else last += isEmpty ? word : space + word;
    isEmpty = false;
  }
  return [...lines, last].join('\n');
}

/** A text whose sentences are broken between words, and whose commands are broken before an option. */
export const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .map((line) => wrappedLine(line, columns))
    .join('\n');

/** Writes to an output. In a terminal, lines are broken between words. Programs get them as they are. */
export const writeTo =
  (output: Pick<WriteStream, 'isTTY' | 'columns' | 'write'>): ((text: string) => void) =>
  (text) =>
    void output.write(output.isTTY ? wrapped(text, output.columns) : text);
