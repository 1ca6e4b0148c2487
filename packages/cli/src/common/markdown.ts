type Cells = readonly (string | number)[];

const row = (cells: Cells): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;

/** A table in Markdown, without padding. */
export const markdownTable = (columns: readonly string[], rows: readonly Cells[]): string =>
  [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n');
