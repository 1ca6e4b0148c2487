import type { Failure } from './check.ts';
import { readPage } from './vectors.ts';

/** Finds the sentence of the specification's algorithm that decides what a failed step had to give. */

/** A line of the algorithm: of its pseudocode, or a row of a table. */
interface Line {
  readonly number: number;
  readonly text: string;
  readonly isCode: boolean;
}

/** The normative chapter of a README. Empty if the directory has none. */
export function readAlgorithm(directory: string): readonly Line[] {
  const lines = readPage(directory, 'README.md').split('\n');
  const begin = lines.indexOf('## The algorithm');
  if (begin < 0) return [];
  const end = lines.findIndex((line, index) => index > begin && line.startsWith('## '));
  let isCode = false;
  return lines.slice(begin, end < 0 ? undefined : end).map((line, index) => {
    const isFence = line.startsWith('```');
    if (isFence) isCode = !isCode;
    return { number: begin + index + 1, text: line, isCode: isCode && !isFence };
  });
}

const indentOf = (text: string): number => text.search(/\S|$/);

/** Where the statement of a line begins: behind its label, if it has one. */
const statementAt = (text: string): number =>
  /^\S[^:]*:?\s{2,}/.exec(text)?.[0].length ?? indentOf(text);

/** How many lines of one sentence are shown. */
const MAX_LINES = 20;

/** A line with all that belongs to it: what is further to the right, below it. */
function sentenceAt(
  lines: readonly Line[],
  index: number,
  from: number,
  most: number,
): readonly Line[] {
  const rest = lines.slice(index + 1);
  const end = rest.findIndex(({ text, isCode }) => !isCode || indentOf(text) <= from);
  const all = lines.slice(index, end < 0 ? undefined : index + 1 + end);
  const last = all.findLastIndex(({ text }) => text.trim() !== '');
  return all.slice(0, Math.min(last + 1, most));
}

/** All sentences whose line fits. */
const sentences = (
  lines: readonly Line[],
  fits: RegExp,
  from: (text: string) => number = statementAt,
  most: number = MAX_LINES,
): readonly (readonly Line[])[] =>
  lines.flatMap(({ text, isCode }, index) =>
    isCode && fits.test(text) ? [sentenceAt(lines, index, from(text), most)] : [],
  );

const literal = (text: string): string => text.replace(/\W/g, '\\$&');

const cellsOf = ({ text }: Line): readonly string[] => text.split('|').map((cell) => cell.trim());

/** The rows of tables, by the text of their cells. */
const rowsWith = (
  lines: readonly Line[],
  fits: (cells: readonly string[]) => boolean,
): readonly Line[] => lines.filter((line) => !line.isCode && fits(cellsOf(line)));

/** A row of the decisions, and the facts that its condition names. */
function withFacts(lines: readonly Line[], row: Line): readonly Line[] {
  const names = cellsOf(row)[6]?.match(/\w+/g) ?? [];
  const facts = names.flatMap((name) => sentences(lines, new RegExp(`^${name} +:=`), () => 0));
  return [row, ...facts.flat()];
}

/** The rows of the decisions that lead to a rule or to its finding, each with its facts. */
function decisionsOf(lines: readonly Line[], rule: string): readonly (readonly Line[])[] {
  const name = `\`${rule}\``;
  return rowsWith(
    lines,
    ([, , decides, , , , , , finding]) =>
      finding !== undefined && (decides === name || finding.includes(name)),
  ).map((row) => withFacts(lines, row));
}

/** Where a rule decides: in the rows of the decisions, else where a step names it. */
function ofRule(lines: readonly Line[], rule: string): readonly (readonly Line[])[] {
  const rows = decisionsOf(lines, rule);
  return rows.length > 0
    ? rows
    : sentences(lines, new RegExp(`\\brule ${literal(rule)}\\b`), indentOf);
}

/** The event as the algorithm heads it, as in `done startJob`. */
function headOf(event: unknown): string {
  const { type = event, call } = Object(event);
  return call === undefined ? String(type) : `${type} ${call}`;
}

const ofEvent = (lines: readonly Line[], event: unknown): readonly (readonly Line[])[] =>
  sentences(lines, new RegExp(`^${literal(headOf(event))}\\b`), () => 0, Number.POSITIVE_INFINITY);

/** The row of a field in the table of the view. */
const ofView = (lines: readonly Line[], field: string): readonly (readonly Line[])[] =>
  rowsWith(lines.slice(lines.findIndex(({ text }) => text === '### The view')), ([, name = '']) =>
    name.includes(`\`${field}\``),
  ).map((row) => [row]);

/** What a step goes through: the part of its event, then the procedures that it names, and those that these name. */
function reached(lines: readonly Line[], event: unknown): readonly (readonly Line[])[] {
  const parts = [...ofEvent(lines, event)];
  for (const part of parts) {
    const names = part.flatMap(({ text }) =>
      [...text.matchAll(/\b(\w+)\(/g)].map(([, name]) => name),
    );
    for (const name of names) {
      const called = sentences(
        lines,
        new RegExp(`^${name}\\(.*\\):`),
        () => 0,
        Number.POSITIVE_INFINITY,
      );
      parts.push(...called.filter(([head]) => !parts.some(([other]) => other === head)));
    }
  }
  return parts;
}

/** Where a field of the context is set: where the step comes by, else anywhere. */
function ofContext(
  lines: readonly Line[],
  field: string,
  event: unknown,
): readonly (readonly Line[])[] {
  const sets = new RegExp(`(^|[^\\w.])${literal(field)}(\\.\\w+)?( :=| (and \\S+ )?grows?\\b)`);
  const on = reached(lines, event).flatMap((part) => sentences(part, sets));
  return on.length > 0 ? on : sentences(lines, sets);
}

type Failed = Pick<Failure, 'differences' | 'event'>;

/** The rule that had to decide and the one that did, if they differ. */
function rulesOf({ differences }: Failed) {
  const paths = ['view.rule', 'record.context.verdict.rule'];
  const { expected, got } = differences.find(({ path }) => paths.includes(path)) ?? {};
  return typeof expected === 'string' ? { expected, got } : null;
}

/** What a place follows from beside the verdict. Where it is wrong too, the state is wrong because of it. */
const CAUSE_OF_STATE = /^record\.context\.(pendingStart|refusals)$/;

/** The difference that makes the state wrong, where the rule is right. */
export const causeOfState = (failure: Failed): string | undefined =>
  rulesOf(failure) === null
    ? failure.differences.map(({ path }) => path).find((path) => CAUSE_OF_STATE.test(path))
    : undefined;

function found(lines: readonly Line[], failure: Failed): readonly (readonly Line[])[] {
  const { differences, event } = failure;
  const rules = rulesOf(failure);
  const paths = differences.map(({ path }) => path);
  if (rules !== null) return ofRule(lines, rules.expected);
  if (paths.includes('state')) {
    const cause = causeOfState(failure)?.split('.')[2];
    return cause === undefined ? ofEvent(lines, event) : ofContext(lines, cause, event);
  }
  if (paths.some((path) => /^effects\[\d+\]\.ms$/.test(path)))
    return sentences(lines, /^delay\(\):/, () => 0);
  if (paths.some((path) => path.startsWith('effects'))) return ofEvent(lines, event);
  const inContext = paths.find((path) => path.startsWith('record.context.'));
  const field = inContext?.split(/[.[]/)[2];
  if (field !== undefined) return ofContext(lines, field, event);
  const inView = paths.find((path) => path.startsWith('view.'))?.split(/[.[]/)[1];
  return inView === undefined ? [] : ofView(lines, inView);
}

/** The rows that stand before the one that decides, and that a program takes to hold where it names another rule. */
function taken(lines: readonly Line[], failure: Failed): readonly (readonly Line[])[] {
  const rules = rulesOf(failure);
  const last = rules ? decisionsOf(lines, rules.expected).at(-1)?.[0]?.number : undefined;
  if (typeof rules?.got !== 'string' || last === undefined) return [];
  return decisionsOf(lines, rules.got).filter(([row]) => row && row.number < last);
}

/** How many sentences are shown. */
const MAX_SENTENCES = 4;

/** Sentences under a heading, whole, each with its line in the README. */
function told(heading: string, shown: readonly (readonly Line[])[]): readonly string[] {
  if (shown.length === 0) return [];
  return [
    heading,
    ...shown.flatMap((sentence) => [
      `README.md:${sentence[0]?.number}`,
      ...sentence
        .slice(0, MAX_LINES)
        .map(({ text, isCode }) => `  ${isCode ? text : text.replaceAll(/ +/g, ' ')}`),
    ]),
  ];
}

/** The sentences of the algorithm that decide what differs, and the rows that a program takes to hold instead. */
export function decidingLines(lines: readonly Line[], failure: Failed): readonly string[] {
  const decide = found(lines, failure).slice(0, MAX_SENTENCES);
  const heads = decide.map(([head]) => head);
  const wrong = taken(lines, failure).filter(([head]) => !heads.includes(head));
  return [
    ...told('The algorithm decides this at:', decide),
    ...told('A row before it does not hold, and the program takes it to hold:', wrong.slice(0, 2)),
  ];
}
