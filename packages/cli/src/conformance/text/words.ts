import { isDeepStrictEqual } from 'node:util';
import type { Answer, Baseline, Challenge, Problem, Reading } from '@mx-member/machine';

/** Prints the parts of text vectors: times, moments, readings, answers, problems. `scripts/spec/text/words.ts` reads them. */

/** A time in seconds, or in ms if it is not a multiple of 10 ms. */
export const printTime = (ms: number): string => (ms % 10 === 0 ? `${ms / 1_000}s` : `${ms}ms`);

function printMoment(moment: string | null): string {
  const [, day] = /^2026-01-0(\d)T00:00:00Z$/.exec(moment ?? '') ?? [];
  return day === undefined ? (moment ?? 'never') : `T${Number(day) - 1}`;
}

/** A text, in quotes if it could mean something else. `x*4097` is `x`, repeated so often. */
export function printText(text: string): string {
  const [first = ''] = text;
  if (text.length > 99 && text === first.repeat(text.length)) return `${first}*${text.length}`;
  return /^[\w+.-]+$/.test(text) && text !== 'null' ? text : JSON.stringify(text);
}

/** The words for `isBeingAggregated`. */
export const FLAGS: Readonly<Record<string, boolean | null>> = {
  running: true,
  idle: false,
  unsaid: null,
};
const flagNameOf = (flag: boolean | null): string =>
  Object.entries(FLAGS).find(([, value]) => value === flag)?.[0] ?? '';

/**
 * A reading: the status, `isBeingAggregated` as `running`, `idle` or `unsaid`, the questions, time stamps and error code.
 * @param nameOf The name of a question. A default question has its guid as its name.
 */
export const printReading = (
  reading: Reading,
  nameOf: (question: Challenge) => string = ({ guid }) => guid,
): string =>
  [
    reading.connectionStatus === null ? 'null' : printText(reading.connectionStatus),
    flagNameOf(reading.isBeingAggregated),
    ...reading.challenges.map(nameOf),
    ...printBaseline(reading),
    ...printCredentials(reading.needsUpdatedCredentials),
    ...(reading.progress === undefined ? [] : [`progress=${reading.progress}`]),
    ...(reading.jobGuid === undefined ? [] : [`guid=${printText(reading.jobGuid)}`]),
    ...(reading.message === undefined ? [] : [`message=${printText(reading.message)}`]),
  ].join(' ');

const printCredentials = (needs: boolean | undefined): readonly string[] =>
  needs === undefined ? [] : [needs ? 'needsCredentials' : 'needsNoCredentials'];

const printBaseline = (reading: Baseline): readonly string[] => [
  ...(reading.aggregatedAt === undefined ? [] : [`started=${printMoment(reading.aggregatedAt)}`]),
  ...(reading.successfullyAggregatedAt === undefined
    ? []
    : [`succeeded=${printMoment(reading.successfullyAggregatedAt)}`]),
  ...(reading.errorCode === undefined ? [] : [`error=${reading.errorCode}`]),
];

/** `A=text`, or `A:sealed=text`. */
export const printAnswer = ({ guid, value, sealed }: Answer): string =>
  sealed === undefined
    ? `${printText(guid)}=${printText(value ?? '')}`
    : `${printText(guid)}:sealed=${printText(sealed)}`;

/** `A:missing`, or `*:…` for a problem of all answers together. */
export const printProblems = (problems: readonly Pick<Problem, 'guid' | 'code'>[]): string =>
  problems.map(({ guid, code }) => `${guid === null ? '*' : printText(guid)}:${code}`).join(' ');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as one word: a text that is nothing else as it is, anything else as JSON; `absent` for none. */
function printValue(value: unknown): string {
  if (value === undefined) return 'absent';
  const isPlain = typeof value === 'string' && /^[a-z][\w.]*$/i.test(value);
  return isPlain && !['absent', 'null', 'true', 'false'].includes(value)
    ? value
    : JSON.stringify(value);
}

/** The fields of a record that are named as they are. Any other name is of its context. */
export const OF_RECORD: readonly string[] = ['schema', 'state', 'context'];

function printPath([first = '', ...rest]: readonly string[]): string {
  if (first === 'context' && rest.length > 0 && !OF_RECORD.includes(rest[0] ?? ''))
    return rest.join('.');
  return [...(OF_RECORD.includes(first) ? [] : ['']), first, ...rest].join('.');
}

function* changesOf(before: unknown, now: unknown, path: readonly string[]): Generator<string> {
  if (isDeepStrictEqual(before, now)) return;
  if (isObject(before) && isObject(now))
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)]))
      yield* changesOf(before[key], now[key], [...path, key]);
  else yield `${printPath(path)}=${printValue(now)}`;
}

/** What one record has that the other has not: `state=failed round=-1`. */
export const printChanges = (before: unknown, now: unknown): string =>
  [...changesOf(before, now, [])].join(' ');
