import type {
  Answer,
  Baseline,
  Challenge,
  Problem,
  Reading,
} from '../../../packages/machine/src/index.ts';
import { question } from '../script.ts';

/** The words of vectors as text, in both directions: times, moments, readings, answers, problems. */

const UNITS: readonly (readonly [string, number])[] = [
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
];

/** `1500ms`, `1.5s`, `20m`, `-2h` in ms. */
export function parseTime(text: string): number {
  const [, number, unit] = /^(-?[\d.]+)([a-z]+)$/.exec(text) ?? [];
  const ms = UNITS.find(([name]) => name === unit)?.[1];
  if (number === undefined || ms === undefined) throw new Error(`${text} is no time, as 20s is`);
  return Math.round(Number(number) * ms);
}

/** A time in seconds, or in ms where a second has not enough digits. */
export const printTime = (ms: number): string => (ms % 10 === 0 ? `${ms / 1_000}s` : `${ms}ms`);

/** `T0`, `T1`, … are midnights one day after the other; `never` is MX's `null`; anything else stands for itself. */
function parseMoment(text: string): string | null {
  if (text === 'never') return null;
  const [, day] = /^T(\d)$/.exec(text) ?? [];
  return day === undefined ? text : `2026-01-0${Number(day) + 1}T00:00:00Z`;
}
function printMoment(moment: string | null): string {
  const [, day] = /^2026-01-0(\d)T00:00:00Z$/.exec(moment ?? '') ?? [];
  return day === undefined ? (moment ?? 'never') : `T${Number(day) - 1}`;
}

/** A text that could be taken for something else is in quotes, as in JSON; `x*4097` is that many times `x`. */
export function parseText(word: string): string {
  if (word.startsWith('"')) return JSON.parse(word);
  const [, char, times] = /^(.)\*(\d+)$/.exec(word) ?? [];
  return char === undefined ? word : char.repeat(Number(times));
}
export function printText(text: string): string {
  const [first = ''] = text;
  if (text.length > 99 && text === first.repeat(text.length)) return `${first}*${text.length}`;
  return /^[\w+.-]+$/.test(text) ? text : JSON.stringify(text);
}

/** The words of a line; a text in quotes is one, with what stands before it. */
export const wordsOf = (line: string): readonly string[] =>
  line.match(/(?:"(?:\\.|[^"\\])*"|\S)+/g) ?? [];

const FLAGS: Readonly<Record<string, boolean | null>> = {
  running: true,
  idle: false,
  unsaid: null,
};
const flagNameOf = (flag: boolean | null): string =>
  Object.entries(FLAGS).find(([, value]) => value === flag)?.[0] ?? '';

/** Questions that are more than the default one, by guid. */
export type Questions = ReadonlyMap<string, Partial<Challenge>>;

/**
 * A reading: the status; `running`, `idle` or `unsaid` for `isBeingAggregated` (CHALLENGED is `running` unless it says
 * otherwise); guids of questions; `started=` and `succeeded=` for the two time stamps, `error=` for the code.
 */
export function parseReading(words: readonly string[], questions: Questions): Reading {
  const [status = '', ...rest] = words;
  let isBeingAggregated: boolean | null | undefined = status === 'CHALLENGED' ? true : undefined;
  const challenges: Challenge[] = [];
  let more: Partial<Reading> = {};
  for (const word of rest) {
    const [key = '', value = ''] = word.split(/=(.*)/s);
    if (Object.hasOwn(FLAGS, word)) isBeingAggregated = FLAGS[word] ?? null;
    else if (word === 'needsCredentials') more = { ...more, needsUpdatedCredentials: true };
    else if (!word.includes('=')) challenges.push(question(word, questions.get(word)));
    else if (key === 'started') more = { ...more, aggregatedAt: parseMoment(value) };
    else if (key === 'succeeded') more = { ...more, successfullyAggregatedAt: parseMoment(value) };
    else if (key === 'error') more = { ...more, errorCode: Number(value) };
    else if (key === 'message') more = { ...more, message: parseText(value) };
    else throw new Error(`${word} is nothing that a reading has`);
  }
  if (isBeingAggregated === undefined)
    throw new Error(`the reading ${words.join(' ')} is neither running, idle nor unsaid`);
  return {
    connectionStatus: status === 'null' ? null : parseText(status),
    isBeingAggregated,
    challenges,
    ...more,
  };
}

/** The same in the other direction. */
export const printReading = (reading: Reading): string =>
  [
    reading.connectionStatus === null ? 'null' : printText(reading.connectionStatus),
    flagNameOf(reading.isBeingAggregated),
    ...reading.challenges.map(({ guid }) => guid),
    ...printBaseline(reading),
  ].join(' ');

const printBaseline = (reading: Baseline): readonly string[] => [
  ...(reading.aggregatedAt === undefined ? [] : [`started=${printMoment(reading.aggregatedAt)}`]),
  ...(reading.successfullyAggregatedAt === undefined
    ? []
    : [`succeeded=${printMoment(reading.successfullyAggregatedAt)}`]),
  ...(reading.errorCode === undefined ? [] : [`error=${reading.errorCode}`]),
];

/** `A=text`, or `A:sealed=text`. */
export function parseAnswer(word: string): Answer {
  const [key = '', value] = word.split(/=(.*)/s);
  if (value === undefined) throw new Error(`${word} is no answer, as A=text is`);
  const [guid = '', sealed] = key.split(/:(?=sealed$)/);
  const text = parseText(value);
  return sealed ? { guid: parseText(guid), sealed: text } : { guid: parseText(guid), value: text };
}
export const printAnswer = ({ guid, value, sealed }: Answer): string =>
  sealed === undefined
    ? `${printText(guid)}=${printText(value ?? '')}`
    : `${printText(guid)}:sealed=${printText(sealed)}`;

/** `A:missing`; `*` where it is about the answers as a whole. */
export const printProblems = (problems: readonly Pick<Problem, 'guid' | 'code'>[]): string =>
  problems.map(({ guid, code }) => `${guid === null ? '*' : printText(guid)}:${code}`).join(' ');
