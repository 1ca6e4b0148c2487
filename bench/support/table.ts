import type { Aim, Report, Table } from './report.ts';
import { figure } from './stats.ts';

/** A table in plain text: names on the left, figures on the right. */
export function layOut({ head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  return [line(head), rule, ...rows.map(line)].join('\n');
}

export const isHit = ({ value, limit }: Aim): boolean => value <= limit;

const verdict = (aim: Aim): string =>
  `${isHit(aim) ? '✓ hit ' : '✗ miss'}  ${aim.what}: ${figure(aim.value)}${aim.unit}, aim ${figure(aim.limit)}${aim.unit}`;

const wrap = (text: string, width = 110): string =>
  text.replace(new RegExp(`(.{1,${width}})(?: +|$)`, 'g'), '$1\n').trimEnd();

/** A whole report for people. */
export const toText = ({ title, method, tables, aims }: Report): string =>
  [`\n${title}`, '═'.repeat(title.length), wrap(method), '']
    .concat(tables.map((table) => `${layOut(table)}\n`))
    .concat(aims.map(verdict))
    .join('\n');
