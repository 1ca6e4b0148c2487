import type { Call, Fault, FaultCode, MemberRecord } from '../../../packages/machine/src/index.ts';
import { CALLS, EVENT, FAULT_CODES, RECORD } from '../../../packages/machine/src/index.ts';
import type { Line, Shows } from '../draft.ts';
import { spoilt } from '../spoilt.ts';
import {
  parseAnswer,
  parseJson,
  parseReading,
  parseTime,
  type Questions,
  withChanges,
  wordsOf,
} from './words.ts';

/** Reads what happens in a step (`format.md`). */

const isCall = (word: string | undefined): word is Call =>
  (CALLS as readonly unknown[]).includes(word);
const isFaultCode = (word: string | undefined): word is FaultCode =>
  (FAULT_CODES as readonly unknown[]).includes(word);

/** Takes `key=value` out of words. */
function option(
  words: readonly string[],
  key: string,
): readonly [string | null, readonly string[]] {
  const found = words.find((word) => word.startsWith(`${key}=`));
  return [found?.slice(key.length + 1) ?? null, words.filter((word) => word !== found)];
}

function doneLine(words: readonly string[], questions: Questions): Line {
  const [call, ...rest] = words;
  if (!isCall(call)) throw new Error(`${call} is not a call`);
  const [back, some] = option(rest, 'turn');
  const [time, given] = option(some, 'took');
  const took = time === null ? 0 : parseTime(time);
  const reading = { ...parseReading(given, questions), ...(took > 0 && { took }) };
  return {
    after: took,
    event: ({ now: at, turn }) => ({
      type: 'done',
      call,
      turn: turn + Number(back),
      reading: { ...reading, at },
    }),
  };
}

function errorLine(words: readonly string[]): Line {
  const [call, code, ...rest] = words;
  if (!isCall(call)) throw new Error(`${call} is not a call`);
  if (!isFaultCode(code)) throw new Error(`${code} is not a fault`);
  const [back, some] = option(rest, 'turn');
  const [retryAfter, others] = option(some, 'retryAfter');
  const [status, more] = option(others, 'status');
  const [path, left] = option(more, 'path');
  if (left.length > 0) throw new Error(`${left.join(' ')} is nothing that a fault has`);
  const fault: Omit<Fault, 'at'> = {
    code,
    ...(status !== null && { status: Number(status) }),
    ...(retryAfter !== null && { retryAfter: parseTime(retryAfter) }),
    ...(path !== null && { path }),
  };
  return {
    event: ({ now: at, turn }) => ({
      type: 'error',
      call,
      turn: turn + Number(back),
      fault: { ...fault, at },
    }),
  };
}

function answerLine(words: readonly string[]): Line {
  const [given, answers] = option(words, 'prompt');
  return {
    event: ({ prompt }) => ({
      type: 'challenge.answer',
      answers: answers.map(parseAnswer),
      prompt: given === null ? prompt : Number(given),
    }),
  };
}

const elapsedLine = (words: readonly string[]): Line => {
  const [back, rest] = option(words, 'turn');
  if (rest.length > 0) throw new Error(`${rest.join(' ')} is nothing that elapsed has`);
  return { event: ({ turn }) => ({ type: 'elapsed', turn: turn + Number(back) }) };
};

function linesFor(words: readonly string[], questions: Questions): readonly Line[] {
  const [verb, ...rest] = words;
  switch (verb) {
    case 'done':
      return [doneLine(rest, questions)];
    case 'error':
      return [errorLine(rest)];
    case 'elapsed':
      return [elapsedLine(rest)];
    case 'poll':
      return [
        elapsedLine([]),
        rest[0] === 'fails'
          ? errorLine(['readStatus', ...rest.slice(1)])
          : doneLine(['readStatus', ...rest], questions),
      ];
    case 'answer':
      return [answerLine(rest)];
    case 'hint':
      return [{ event: () => ({ type: 'status.changed' }) }];
    case 'cancel':
      return [{ event: () => ({ type: 'cancel' }) }];
    case 'recover':
      return [{ recover: true }];
    case 'event': {
      const event = parseJson(rest.join(' '));
      return [{ event: () => event }];
    }
    case 'damaged':
      return spoilt(EVENT, parseJson(rest.join(' '))).map((event) => ({ event: () => event }));
    default:
      throw new Error(`${verb} is nothing that happens`);
  }
}

/** The steps of a line without what stands before its verb. */
function stepsOf(words: readonly string[], questions: Questions): readonly Line[] {
  const [first = ''] = words;
  if (!/^\+/.test(first)) return linesFor(words, questions);
  const passed = parseTime(first.slice(1));
  const lines = linesFor(words.slice(1), questions);
  // For a poll the time passes in the call, for the wait before it passes by itself.
  return lines.map((line, index) =>
    index === lines.length - 1 ? { ...line, after: (line.after ?? 0) + passed } : line,
  );
}

/**
 * The steps of one line: two for `poll`, one for each damage of `damaged`, else one.
 * @param record The record before.
 */
export function linesOf(
  text: string,
  questions: Questions,
  record: MemberRecord | null = null,
): readonly Line[] {
  const words = wordsOf(text);
  if (words[0] !== 'with') return stepsOf(words, questions);
  const verb = words.findIndex((word, index) => index > 0 && !word.includes('='));
  const changed = withChanges(Object(record), words.slice(1, verb));
  const rest = words.slice(verb);
  if (rest.join(' ') === 'damaged recover')
    return spoilt(RECORD, changed, [undefined]).map((wrong) => ({
      recover: true,
      record: () => wrong,
    }));
  const [first, ...others] = stepsOf(rest, questions);
  return first ? [{ ...first, record: () => changed }, ...others] : [];
}

/** The steps of one line, and what must be so after the last of them. */
export function happens(text: string, state?: string, shows?: Shows): readonly Line[] {
  const lines = linesOf(text, new Map());
  return lines.map((line, index) =>
    index === lines.length - 1
      ? { ...line, ...(state && { state }), ...(shows && { shows }) }
      : line,
  );
}
