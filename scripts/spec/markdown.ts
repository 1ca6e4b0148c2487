export type Row = readonly string[];

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** A Markdown table with its columns aligned. */
export function table(head: Row, rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((title, column) =>
    Math.max(title.length, 3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: Row) => `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
    '\n',
  );
}

/** Numbers with their names, in ms. */
export const numbers = (named: object): string =>
  Object.entries(named)
    .map(([name, ms]) => `${code(name)} ${ms}`)
    .join(', ');
