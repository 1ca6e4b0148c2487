import { FLAGS } from '../../../packages/cli/src/conformance/text/words.ts';
import type { Answer, Challenge, Progress, Reading } from '../../../packages/machine/src/index.ts';
import { question } from '../script.ts';

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
/** A text that could be taken for something else is in quotes, as in JSON; `x*4097` is that many times `x`. */
export function parseText(word: string): string {
  if (word.startsWith('"')) return JSON.parse(word);
  const [, char, times] = /^(.)\*(\d+)$/.exec(word) ?? [];
  return char === undefined ? word : char.repeat(Number(times));
}
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
