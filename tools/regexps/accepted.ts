/**
 * Regular expressions that recheck calls vulnerable, or gives up on, with the reason why each may stay.
 */
const REASONS: readonly (readonly [expression: RegExp, reason: string])[] = [
  [
    /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*,([^\s"']{32,})/g,
    'No part accepts the colon after data, so each text is read once from each data:.',
  ],
  [
    /\b(Basic|Bearer)(?:\s|%20|\+)+[\w.~+/=%-]+/gi,
    'The last part accepts what the part before gives back, so it never fails after more than one character.',
  ],
  [/\/*$/, 'The path of an address that the operator sets.'],
  [/^[!-~]{1,1024}$/, 'One class with an upper bound. recheck gives up on the bound.'],
  [
    /\n\(Did you mean (?:one of )?([\w-]+)[\w, -]*\?\)$/,
    'The message of the parser of our own command line.',
  ],
  [/(\s*)(\S+)/g, 'A line that our own command prints. It is trimmed by its writer.'],
  [/(?<=[.]).*/, 'A sentence of our own.'],
  [/\/+$/, 'An address that the operator writes on the command line.'],
  [/<!-- mx-member seen (\{.*\}) -->/, 'A page that our own command has written.'],
  [
    /<(script|style|title)\b[^>]*(?:>[\s\S]*?(?:<\/\1\s*>|$)|$)/gi,
    'The text is cut at 20,000 characters before, and an element without its end goes to the end of the text.',
  ],
];

/** The reasons by the expression as a text. */
export const ACCEPTED: ReadonlyMap<string, string> = new Map(
  REASONS.map(([expression, reason]) => [String(expression), reason]),
);
