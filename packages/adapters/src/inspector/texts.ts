import { SECRET_WORDS } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** A picture of a challenge, or any other `data:` URI that is too long to read. */
const DATA_URI = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*,([^\s"']{32,})/g;
/** A secret field in a piece of JSON, as in an error message: it may have been cut off, or be quoted once more. */
const FIELD_OF_JSON = new RegExp(
  `("(?:value|[\\w-]*${SECRET_WORDS}\\d*)\\\\*"\\s*:\\s*)(?:\\\\*"(?:[^"\\\\]|\\\\[^]?)*(?:"|$)|-?\\d[\\d.]*)`,
  'gi',
);
const AUTHORIZATION = /\b(Basic|Bearer)\s+[\w.~+/=-]+/gi;
const USER_IN_URL = /\/\/[^\s/@?#]+@/g;
/** What an OAuth window's address carries (D-OURI), and its like. */
const FIELD_OF_QUERY = new RegExp(
  `([?&#](?:code|state|[\\w-]*${SECRET_WORDS})=)[^&#\\s"'<>]+`,
  'gi',
);
const MX_GUID = /\b(USR|MBR)-[\w-]+/g;

/** A text without what can be told to be secret by its form alone; the same again when done twice. */
export function hideInText(text: string, pseudonyms?: Pseudonyms): string {
  const shown = text
    .replace(DATA_URI, (_, type = 'text/plain', data) => `[${type}, ${data.length} characters]`)
    .replace(FIELD_OF_JSON, `$1"${HIDDEN}"`)
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(USER_IN_URL, `//${HIDDEN}@`)
    .replace(FIELD_OF_QUERY, `$1${HIDDEN}`);
  return pseudonyms
    ? shown.replace(MX_GUID, (guid, kind) => pseudonyms(kind === 'USR' ? 'user' : 'member', guid))
    : shown;
}
