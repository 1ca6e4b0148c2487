import { FLAGS, OF_RECORD } from '../../../packages/cli/src/conformance/text/words.ts';
import type { Answer, Challenge, Progress, Reading } from '../../../packages/machine/src/index.ts';
import { question } from '../draft.ts';

/** Reads the words of vectors as text: times, moments, readings, answers. `packages/cli/src/conformance/text` prints them. */

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
  if (number === undefined || ms === undefined)
    throw new Error(`${text} is not a time, such as 20s`);
  return Math.round(Number(number) * ms);
}

/** `T0`, `T1`, … are midnights one day after the other; `never` is MX's `null`; anything else stands for itself. */
function parseMoment(text: string): string | null {
  if (text === 'never') return null;
  const [, day] = /^T(\d)$/.exec(text) ?? [];
  return day === undefined ? text : `2026-01-0${Number(day) + 1}T00:00:00Z`;
}
/** `x*4097` is that many times `x`. */
function repeated(text: string): string {
  const [, char, times] = /^(.)\*(\d+)$/.exec(text) ?? [];
  return char === undefined ? text : char.repeat(Number(times));
}
/** A text that could be taken for something else is in quotes, as in JSON. */
export const parseText = (word: string): string =>
  word.startsWith('"') ? JSON.parse(word) : repeated(word);
/** The words of a line; a text in quotes is one, with what stands before it. */
export const wordsOf = (line: string): readonly string[] =>
  line.match(/(?:"(?:\\.|[^"\\])*"|\S)+/g) ?? [];

/** Questions that are more than the default one, by guid. */
export type Questions = ReadonlyMap<string, Partial<Challenge>>;

/**
 * A reading: the status; `running`, `idle` or `unsaid` for `isBeingAggregated` (CHALLENGED is `running` unless it says
 * otherwise); guids of questions; `started=` and `succeeded=` for the two time stamps, `error=` for the code, `guid=` for the job.
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
    else if (word === 'needsNoCredentials') more = { ...more, needsUpdatedCredentials: false };
    else if (!word.includes('=')) challenges.push(question(word, questions.get(word)));
    else if (key === 'started') more = { ...more, aggregatedAt: parseMoment(value) };
    else if (key === 'succeeded') more = { ...more, successfullyAggregatedAt: parseMoment(value) };
    else if (key === 'error') more = { ...more, errorCode: Number(value) };
    else if (key === 'progress') more = { ...more, progress: value as Progress };
    else if (key === 'guid') more = { ...more, jobGuid: parseText(value) };
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

/** `A=text`, or `A:sealed=text`. */
export function parseAnswer(word: string): Answer {
  const [key = '', value] = word.split(/=(.*)/s);
  if (value === undefined) throw new Error(`${word} is not an answer, such as A=text`);
  const [guid = '', sealed] = key.split(/:(?=sealed$)/);
  const text = parseText(value);
  return sealed ? { guid: parseText(guid), sealed: text } : { guid: parseText(guid), value: text };
}

const isJson = (text: string): boolean => /^[[{"\d-]|^(?:null|true|false)$/.test(text);

/** JSON, in which `"x*256"` is that many times `x`. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, (_, value) => (typeof value === 'string' ? repeated(value) : value));

/** A value as one word: JSON, `absent`, `Q0..Q9` for a list of texts, or a text. */
function parseValue(word: string): unknown {
  if (word === 'absent') return undefined;
  if (isJson(word)) return parseJson(word);
  const [, name, first, last] = /^([a-z]+)(\d+)\.\.\1(\d+)$/i.exec(word) ?? [];
  if (name === undefined) return word;
  const length = Number(last) - Number(first) + 1;
  return Array.from({ length }, (_, index) => `${name}${Number(first) + index}`);
}

type Fields = Readonly<Record<string, unknown>>;

function withValue(fields: Fields, path: readonly string[], value: unknown): Fields {
  const [key = '', ...inner] = path;
  const { [key]: before, ...others } = fields;
  if (inner.length === 0) return value === undefined ? others : { ...fields, [key]: value };
  return { ...fields, [key]: withValue(Object(before), inner, value) };
}

/** The path to a field of a record. A name is of the context, if it is none of these; `.name` is of the record. */
function pathOf(text: string): readonly string[] {
  const path = text.split('.');
  if (path[0] === '') return path.slice(1);
  return OF_RECORD.includes(path[0] ?? '') ? path : ['context', ...path];
}

/** A record with other values: `state=failed`, `round=-1`, or `failures=absent`. */
export const withChanges = (record: object, words: readonly string[]): unknown =>
  words.reduce<Fields>(
    (fields, word) => {
      const [path = '', value = ''] = word.split(/=(.*)/s);
      return withValue(fields, pathOf(path), parseValue(value));
    },
    { ...record },
  );
