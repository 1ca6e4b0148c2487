import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** What a person copies into a shell. It stays on one line. */
const COMMAND =
  /^\s*(?:[A-Z_]+=\S+ )*(?:curl|npx|npm|node|mx-member|mx|at|call|view|user|member)\b|^\s*\S+\(\)/;

/** Marks at the beginning of a line, with the space around them. The lines that follow begin below the words. */
const LEAD = /^\s*(?:[✓✗!?•·–-] )?/u;

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;

/** One line as several, none longer than `columns` unless a word is. */
function wrappedLine(line: string, columns: number): string {
  if (lengthOf(line) <= columns || COMMAND.test(stripVTControlCharacters(line))) return line;
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

/** A text whose sentences are broken between words. Commands stay on their line. */
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
