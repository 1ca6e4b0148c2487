import { isSecretName } from './names.ts';

/** Replaces a secret. */
export const HIDDEN = '[hidden]';

/** What kind of text to search: data, or the definition of a machine, where a state may be called `credentials`. */
export type TextOf = 'data' | 'definition';

/** A part of a text, and its replacement. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/** The name of a field, and how it is written. */
interface Name {
  readonly text: string;
  /** In quotes, as in JSON and in header lists. */
  readonly isQuoted: boolean;
  readonly separator: string;
  /** No space between name, separator and value. */
  readonly isTight: boolean;
}

const RUN = /[\w-]+/g;
/** What can stand between a name and its value: quotes, the brackets of a form field's name, a separator. */
const BETWEEN = /(\\*["'`])?(?:\[[\w-]*\]|\]|%5B[\w-]*%5D|%5D)*(\s*)(=>|[:=,]|%3[AD])(\s*)/iy;

const quoted = (quote: string): string =>
  `\\\\*${quote}(?:[^${quote}\\\\]|\\\\[^]?)*(?:${quote}|$)`;
const QUOTED = ['"', "'", '`'].map(quoted).join('|');
/** The closing quote may have been cut off. Node's `inspect` splits a long text into several pieces. */
const QUOTED_VALUE = new RegExp(`(?:${QUOTED})(?:\\s*\\+\\s*(?:${QUOTED}))*`, 'y');
const EMPTY = /[[{]\s*[\]}]/y;
/** For example `answers: [1]`. */
const COUNT_IN_BRACKETS = /[[{]\s*(?:\d{1,2}\s*)?[\]}]/y;
const NUMBER = /-?\d[\d.]*/y;
const LONG_NUMBER = /-?\d{3}[\d.]*/y;
/** A URL does not encode apostrophes. An apostrophe that closes a quoted text is followed by another character. */
const IN_QUERY = /(?:[^&#\s"'<>]|'+(?=[\w%]))+/y;
const LINE = /[^\r\n]+/y;
const WORD = /[^\s,;&"'`<>(){}[\]]+/y;
const PROSE = /[a-z]+ +[a-z]/y;
/** Says that there is something, or how many, and not what. */
const TELLS_LITTLE = /^(?:\d{1,2}|true|false|null|undefined|none|missing)[.!?]?$/;
/** Headers whose value may have spaces. */
const OF_A_LINE = /(?:authorization|cookie)s?$/i;

/** How far a pattern reaches from a place on; `undefined` where it does not fit. */
function endOf(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Only with what belongs to a query before it: `code` and `state` of an OAuth window's address (D-OURI). */
const isOfQuery = (name: string, text: string, start: number): boolean =>
  (name === 'code' || name === 'state') && '?&#'.includes(text[start - 1] ?? ' ');

/** A value without quotes: where it ends depends on what is around it. */
function endOfBare(name: Name, text: string, start: number): number | undefined {
  if (name.separator === ',') return endOf(LONG_NUMBER, text, start);
  if (name.isQuoted && name.separator !== '=') return endOf(NUMBER, text, start);
  if (name.isTight && /=|%3D/i.test(name.separator)) return endOf(IN_QUERY, text, start);
  if (OF_A_LINE.test(name.text) && name.separator === ':') return endOf(LINE, text, start);
  const end = endOf(WORD, text, start);
  const isShown =
    TELLS_LITTLE.test(text.slice(start, end)) || endOf(PROSE, text, start) !== undefined;
  return isShown ? undefined : end;
}

function valueAfter(name: Name, text: string, start: number, of: TextOf) {
  const part = (end: number | undefined, shown: string): Part | undefined =>
    end === undefined ? undefined : { start, end, shown };
  if (text.startsWith(HIDDEN, start)) return part(start + HIDDEN.length, HIDDEN);
  const end = endOf(QUOTED_VALUE, text, start);
  if (end !== undefined) {
    const quote = /["'`]/.exec(text.slice(start, end))?.[0] ?? '';
    return part(end, quote + HIDDEN + quote);
  }
  if (of === 'definition' && !name.isTight) return undefined;
  if ('[{'.includes(text[start] ?? ' ')) {
    const isHarmless =
      of === 'definition' ||
      endOf(name.isQuoted ? EMPTY : COUNT_IN_BRACKETS, text, start) !== undefined ||
      (name.text === 'value' && !name.isQuoted && text[start] === '{');
    // Only a parser could find the end of a list or an object, so everything after it is hidden.
    return isHarmless ? undefined : part(text.length, `"${HIDDEN}"`);
  }
  return part(endOfBare(name, text, start), name.isQuoted ? `"${HIDDEN}"` : HIDDEN);
}

/** The value after a name, if it is secret. */
function secretAfter(text: string, run: RegExpExecArray, of: TextOf): Part | undefined {
  // In `%5Bvalue` the first two letters belong to the encoded bracket.
  const name = text[run.index - 1] === '%' ? run[0].slice(2) : run[0];
  const isOfForm = isOfQuery(name, text, run.index);
  if (!isOfForm && name !== 'value' && !isSecretName(name)) return undefined;
  BETWEEN.lastIndex = run.index + run[0].length;
  const found = BETWEEN.exec(text);
  if (!found) return undefined;
  const [, quote, before, separator = '', after] = found;
  const isQuoted = quote !== undefined;
  if (separator === ',' && (!isQuoted || of === 'definition')) return undefined;
  if (of === 'definition' && !isQuoted && separator !== '=') return undefined;
  if (isOfForm && separator !== '=') return undefined;
  const isTight = before === '' && after === '';
  return valueAfter({ text: name, isQuoted, separator, isTight }, text, BETWEEN.lastIndex, of);
}

/**
 * Replaces the values of secret fields in a text, in one pass from left to right. It understands JSON (also cut off, or
 * quoted twice), the output of Node's `inspect`, lists of headers, header lines, URLs and forms.
 */
export function hideFields(text: string, of: TextOf): string {
  let shown = '';
  let done = 0;
  RUN.lastIndex = 0;
  for (let run = RUN.exec(text); run; run = RUN.exec(text)) {
    const { lastIndex } = RUN;
    const part = secretAfter(text, run, of);
    if (part) {
      shown += text.slice(done, part.start) + part.shown;
      done = part.end;
    }
    RUN.lastIndex = part ? part.end : lastIndex;
  }
  return shown + text.slice(done);
}
