export type Row = readonly string[];

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** A Markdown table. Its columns are not aligned, because then one longer cell would change every row. */
export function table(head: Row, rows: readonly Row[]): string {
  const line = (row: Row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Numbers with their names, in ms. */
export const numbers = (named: object): string =>
  Object.entries(named)
    .map(([name, ms]) => `${code(name)} ${ms}`)
    .join(', ');
