import { styleText } from 'node:util';
import { escaped } from '../common/io.ts';
import type { DoctorFinding } from './finding.ts';
import type { BankDifference } from './scenarios/compare.ts';
import type { Compared } from './scenarios/run.ts';

/** The report of `doctor` for people. */

const MARKS = { well: '✓', bad: '✗', unknown: '–' } as const;
const COLORS = { well: 'green', bad: 'red', unknown: 'yellow' } as const;

/** One line for what was found, and one for what to do. */
export function findingText({ check, verdict, seen, todo }: DoctorFinding): string {
  const line = `${styleText(COLORS[verdict], MARKS[verdict])} ${check}: ${seen}\n`;
  return todo === null ? line : `${line}  ${todo}\n`;
}

/** The last sentence. */
export function summaryText(findings: readonly DoctorFinding[], isReached: boolean): string {
  const count = findings.filter(({ verdict }) => verdict === 'bad').length;
  if (!isReached) return '\nMX could not be reached.\n';
  if (count === 0) return '\nAll checks passed. You can use MX from here.\n';
  return `\n${count === 1 ? '1 problem' : `${count} problems`} to fix.\n`;
}

const listed = (values: readonly string[]): string =>
  values.length === 0 ? 'nothing' : values.join('; ');

function differenceText({ what, seen, expected, option }: BankDifference): string {
  const both = `      MX:         ${listed(seen)}\n      simulator:  ${listed(expected)}\n`;
  return `    ${what}\n${both}${option === null ? '' : `      its option: ${option}\n`}`;
}

/** The result of a scenario. */
export function comparedText({ scenario, differences, stopped }: Compared): string {
  const isSame = differences.length === 0 && stopped === null;
  const mark = isSame ? MARKS.well : stopped === null ? MARKS.bad : MARKS.unknown;
  const name = scenario === 'fields' ? 'fields of all responses' : scenario;
  const how = stopped === null ? '' : ` It did not finish: ${stopped}.`;
  const count =
    differences.length === 0
      ? isSame
        ? ' same as the simulator.'
        : ''
      : ` ${differences.length === 1 ? '1 difference' : `${differences.length} differences`}.`;
  return escapedLines(
    `${mark} ${name}:${count}${how}\n${differences.map(differenceText).join('')}`,
  );
}

const escapedLines = (text: string): string => text.split('\n').map(escaped).join('\n');

/** Which users are left at MX, and what to do about them. */
export const leftText = (ids: readonly string[]): string =>
  `${ids.length === 1 ? 'A user' : `${ids.length} users`} could not be deleted. Delete at MX the users with these ids: ${ids.join(', ')}.\n`;
