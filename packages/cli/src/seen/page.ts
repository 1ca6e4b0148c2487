import { readFile, writeFile } from 'node:fs/promises';
import { parseJson } from '@mx-member/http/web';
import { BELIEFS, type Belief, type BeliefName } from '@mx-member/simulator/model';
import { counted } from '../common/counted.ts';
import { CliError, fileError } from '../common/errors.ts';
import { escapeMarkup } from '../common/escape.ts';
import { markdownTable } from '../common/markdown.ts';
import type { MeasuredTime } from './durations.ts';
import type { BeliefShown, BeliefVerdict, Observations } from './observed.ts';
import { SOURCES, type TraceSource } from './sources.ts';

/** The page "MX as it was last night", as Markdown or HTML. It contains its own data, so that a later page can name what changed. */

/** A part of the page. */
interface Section {
  readonly title: string;
  readonly text: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NAMES = Object.keys(BELIEFS) as BeliefName[];

const VERDICTS: Readonly<Record<BeliefVerdict, string>> = {
  refuted: 'REFUTED',
  inDoubt: 'IN DOUBT',
  neverMet: 'never met',
  seen: 'seen',
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;

/** A median that has moved by more than this factor, over at least so many times, is a change. */
const FACTOR = 1.5;
const LEAST = 10;

/** What has changed since the earlier page. */
function changesSince(earlier: Observations, now: Observations): Section {
  const verdicts = NAMES.flatMap((name) => {
    // An older version did not have this belief.
    const before = earlier.beliefs[name]?.verdict ?? 'neverMet';
    const { verdict, where = '' } = now.beliefs[name];
    return before === verdict ? [] : [[name, VERDICTS[before], VERDICTS[verdict], where]];
  });
  const times = now.durations.flatMap((one) => {
    const before = earlier.durations.find(({ what, of }) => what === one.what && of === one.of);
    if (!before || Math.min(before.count, one.count) < LEAST) return [];
    const ratio = one.median / Math.max(1, before.median);
    return ratio > FACTOR || ratio < 1 / FACTOR
      ? [[`${one.what} (${one.of})`, seconds(before.median), seconds(one.median), '']]
      : [];
  });
  const rows = [...verdicts, ...times];
  return {
    title: 'Since the earlier page',
    text:
      rows.length === 0
        ? `Nothing has changed since the page of ${datesOf(earlier)}.`
        : `The earlier page is of ${datesOf(earlier)}. A time is listed if its median is more than 1.5 times as long, or as short, as before.`,
    columns: ['what', 'before', 'now', 'first line'],
    rows,
  };
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const datesOf = ({ from, to }: Observations): string =>
  from === null || to === null ? 'an unknown time' : `${dateOf(from)} to ${dateOf(to)} UTC`;

const sourceOf = ({ mark, source }: Belief): string => (source ? `${mark}: ${source}` : mark);

const beliefRow = (
  name: BeliefName,
  { verdict, members, where = '' }: BeliefShown,
): readonly string[] => [
  VERDICTS[verdict],
  BELIEFS[name].says,
  sourceOf(BELIEFS[name]),
  members === 0 ? '' : String(members),
  where,
];

const durationRow = ({
  what,
  of,
  count,
  median,
  ninth,
  longest,
}: MeasuredTime): readonly string[] => [
  ...[what, of, String(count)],
  ...[median, ninth, longest].map(seconds),
];

const ORDER: readonly BeliefVerdict[] = ['refuted', 'inDoubt', 'neverMet', 'seen'];

function sectionsOf(now: Observations, earlier: Observations | null): readonly Section[] {
  const { beliefs, surprises, durations } = now;
  const sorted = NAMES.toSorted(
    (a, b) => ORDER.indexOf(beliefs[a].verdict) - ORDER.indexOf(beliefs[b].verdict),
  );
  const countOf = (verdict: BeliefVerdict) =>
    NAMES.filter((name) => beliefs[name].verdict === verdict).length;
  return [
    ...(earlier ? [changesSince(earlier, now)] : []),
    {
      title: 'Replies that nothing explains',
      text:
        surprises.length === 0
          ? 'The beliefs explain every reply.'
          : 'A belief is wrong, or one is missing. Report the line, with the lines before it.',
      columns: ['line', 'MX showed', 'expected was one of'],
      rows: surprises.map(({ where, shown, expected }) => [where, shown, expected.join('; ')]),
    },
    {
      title: 'Beliefs',
      text: `${counted(NAMES.length, 'belief')}: ${countOf('seen')} seen, ${countOf('refuted')} refuted, ${countOf('inDoubt')} in doubt, ${countOf('neverMet')} never met. A belief that was never met may be wrong. "In doubt": a reply contradicts this belief or another one.`,
      columns: ['result', 'belief', 'how we know it', 'times', 'first line'],
      rows: sorted.map((name) => beliefRow(name, beliefs[name])),
    },
    {
      title: 'How long it took',
      text: 'A trace does not name the bank. So lifecycles are grouped by their job, and by whether the person logs in with a password or at the page of the bank (OAuth).',
      columns: ['from → to', 'lifecycles', 'count', 'median', 'nine of ten', 'longest'],
      rows: durations.map(durationRow),
    },
  ];
}

/** The data, so that a later page can read it. `<` and `>` would end the comment. */
const DATA = /<!-- mx-member seen (\{.*\}) -->/;
const dataOf = (now: Observations): string =>
  `<!-- mx-member seen ${JSON.stringify(now).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')} -->`;

const titleOf = (place: TraceSource): string => `MX as it was last night (${SOURCES[place].stamp})`;

const introOf = (now: Observations): string =>
  `${datesOf(now)}: ${counted(now.members, 'member')}, ${counted(now.lines, 'line')}.`;

/** What a page is made from. */
export interface PageData {
  readonly place: TraceSource;
  readonly now: Observations;
  /** What an earlier page has said. `null` without one. */
  readonly earlier: Observations | null;
}

/** The page as Markdown. */
export function markdownOf({ place, now, earlier }: PageData): string {
  const sections = sectionsOf(now, earlier).map(({ title, text, columns, rows }) =>
    [`## ${title}`, text, ...(rows.length > 0 ? [markdownTable(columns, rows)] : [])].join('\n\n'),
  );
  const parts = [`# ${titleOf(place)}`, introOf(now), SOURCES[place].cannotShow, ...sections];
  return `${[...parts, dataOf(now)].join('\n\n')}\n`;
}

const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse;display:block;overflow-x:auto}th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}';

/** The page as HTML, in one file. */
function htmlOf({ place, now, earlier }: PageData): string {
  const cells = (name: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${name}>${escapeMarkup(text)}</${name}>`).join('')}</tr>`;
  const sections = sectionsOf(now, earlier).map(
    ({ title, text, columns, rows }) =>
      `<h2>${escapeMarkup(title)}</h2>\n<p>${escapeMarkup(text)}</p>\n${
        rows.length === 0
          ? ''
          : `<table>\n<thead>${cells('th', columns)}</thead>\n<tbody>\n${rows.map((row) => cells('td', row)).join('\n')}\n</tbody>\n</table>\n`
      }`,
  );
  const title = escapeMarkup(titleOf(place));
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body>`,
    `<h1>${title}</h1>`,
    ...[introOf(now), SOURCES[place].cannotShow].map((text) => `<p>${escapeMarkup(text)}</p>`),
    ...sections,
    dataOf(now),
    '</body></html>\n',
  ].join('\n');
}

const isTime = (value: unknown): boolean => value === null || Number.isFinite(value);

const isDuration = (value: unknown): boolean => {
  const { count, median } = Object(value);
  return Number.isFinite(count) && Number.isFinite(median);
};

/** Whether a value has what is compared of an earlier page. */
function isObservations(value: unknown): value is Observations {
  const { from, to, beliefs, durations } = Object(value);
  return (
    isTime(from) &&
    isTime(to) &&
    Object.values(Object(beliefs)).every((one) => Object.hasOwn(VERDICTS, Object(one).verdict)) &&
    Array.isArray(durations) &&
    durations.every(isDuration)
  );
}

/**
 * Reads an earlier page.
 * @throws {CliError} if the file cannot be read, or is not such a page.
 */
export async function readPage(file: string): Promise<Observations> {
  const text = await readFile(file, 'utf8').catch((error) => {
    throw fileError('earlier', file, { done: 'read', error }, 'unavailable');
  });
  const found = parseJson(DATA.exec(text)?.[1] ?? '');
  if (!isObservations(found))
    throw new CliError('--earlier: this is not a page that --page has written.', 'unavailable');
  return found;
}

/**
 * Writes the page: Markdown into a file whose name ends with .md, else HTML.
 * @throws {CliError} if the file cannot be written.
 */
export async function writePage(file: string, data: PageData): Promise<void> {
  const text = file.endsWith('.md') ? markdownOf(data) : htmlOf(data);
  await writeFile(file, text).catch((error) => {
    throw fileError('page', file, { done: 'written', error }, 'unavailable');
  });
}
