import { HIDDEN, hideFields, type TextOf } from './fields.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A picture of a challenge, or another `data:` URI that is too long to read. */
const DATA_URI = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*,([^\s"']{32,})/g;
/** Also matches in a URL or a form, where a space is written as `%20` or `+`. */
const AUTHORIZATION = /\b(Basic|Bearer)(?:\s|%20|\+)+[\w.~+/=%-]+/gi;
const USER_IN_URL = /\/\/[^\s/@?#]+@/g;
const MX_GUID = /\b(USR|MBR)-[\w-]+/g;
const ENCODED = /(?:%[\da-f]{2})+/gi;
/** How often a text is decoded at most: a URL in a URL in a URL. */
const MAX_DECODED = 3;

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** Removes secrets that are recognizable by their form alone. */
export function hideInText(
  text: string,
  pseudonyms?: Pseudonyms,
  of: TextOf = 'data',
  decoded = 0,
): string {
  const plain = text.replace(
    DATA_URI,
    (_, type = 'text/plain', data) => `[${type}, ${data.length} characters]`,
  );
  const shown = hideFields(plain, of)
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(USER_IN_URL, `//${HIDDEN}@`);
  if (decoded < MAX_DECODED && shown.includes('%')) {
    // Decode only after hiding: a decoded value no longer shows where it ends.
    const clear = shown.replace(ENCODED, decode);
    const hidden = hideInText(clear, pseudonyms, of, decoded + 1);
    if (clear !== shown && hidden !== clear) return hidden;
  }
  return pseudonyms
    ? shown.replace(MX_GUID, (guid, kind) => pseudonyms(kind === 'USR' ? 'user' : 'member', guid))
    : shown;
}
