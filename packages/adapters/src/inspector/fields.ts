import { isSecretName } from './names.ts';

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** What a text is about: data, or the definition of a machine, which may call a state `credentials`. */
export type TextOf = 'data' | 'definition';

/** A part of a text, and what is shown in its place. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/** A name, and how it is written. */
interface Name {
  readonly text: string;
  /** In quotes, as in JSON and in lists of headers. */
  readonly isQuoted: boolean;
  readonly separator: string;
  /** Nothing stands between name, separator and value. */
  readonly isTight: boolean;
}

const RUN = /[\w-]+/g;
/** What may stand between a name and its value: quotes, the brackets of a form's name, a separator. */
const BETWEEN = /(\\*["'`])?(?:\[[\w-]*\]|\]|%5B[\w-]*%5D|%5D)*(\s*)(=>|[:=,]|%3[AD])(\s*)/iy;

const quoted = (quote: string): string =>
  `\\\\*${quote}(?:[^${quote}\\\\]|\\\\[^]?)*(?:${quote}|$)`;
const QUOTED = ['"', "'", '`'].map(quoted).join('|');
/** It may have been cut off. Node's `inspect` writes a long one in several pieces. */
const QUOTED_VALUE = new RegExp(`(?:${QUOTED})(?:\\s*\\+\\s*(?:${QUOTED}))*`, 'y');
const EMPTY = /[[{]\s*[\]}]/y;
/** As in `answers: [1]`. */
const COUNT_IN_BRACKETS = /[[{]\s*\d{0,2}\s*[\]}]/y;
const NUMBER = /-?\d[\d.]*/y;
const LONG_NUMBER = /-?\d{3}[\d.]*/y;
/** An apostrophe is not encoded in a URL; the one that ends a text in quotes is followed by something else. */
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
    // Where a list or an object ends only a parser could tell.
    return isHarmless ? undefined : part(text.length, `"${HIDDEN}"`);
  }
  return part(endOfBare(name, text, start), name.isQuoted ? `"${HIDDEN}"` : HIDDEN);
}

/** The value that follows a name, if there is one that nobody may see. */
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
 * A text without the values of its secret fields, in one pass from left to right: in JSON, also cut off or quoted once more;
 * as Node's `inspect` writes them; in lists of headers, in header lines, in URLs and forms.
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
