import { SECRET_WORDS } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Stands where a secret was. */
export const HIDDEN = '[hidden]';

/** A picture of a challenge, or any other `data:` URI that is too long to read. */
const DATA_URI = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*,([^\s"']{32,})/g;
/** The name of a secret field in a piece of JSON, as in an error message: it may be quoted once more. */
const NAME_IN_JSON = `"(?:value|[\\w-]*${SECRET_WORDS}\\d*)\\\\*"\\s*:\\s*`;
/** What it holds may have been cut off. */
const FIELD_OF_JSON = new RegExp(
  `(${NAME_IN_JSON})(?:\\\\*"(?:[^"\\\\]|\\\\[^]?)*(?:"|$)|-?\\d[\\d.]*)`,
  'gi',
);
/** A list or an object: where it ends only a parser could tell. */
const REST_OF_JSON = new RegExp(`(${NAME_IN_JSON})[[{][^]*`, 'i');
const AUTHORIZATION = /\b(Basic|Bearer)\s+[\w.~+/=-]+/gi;
const USER_IN_URL = /\/\/[^\s/@?#]+@/g;
/** What an OAuth window's address carries (D-OURI), a form, and their like. */
const FIELD_OF_QUERY = new RegExp(
  `((?:[?&#](?:code|state)|(?:^|[^\\w-])[\\w-]*${SECRET_WORDS})=)[^&#\\s"'<>]+`,
  'gi',
);
const MX_GUID = /\b(USR|MBR)-[\w-]+/g;

/**
 * Removes from a text what is secret by its form alone.
 * @param isDefinition Of a machine, which may call a state `credentials`: what is in there is shown.
 */
export function hideInText(text: string, pseudonyms?: Pseudonyms, isDefinition = false): string {
  const fields = text
    .replace(DATA_URI, (_, type = 'text/plain', data) => `[${type}, ${data.length} characters]`)
    .replace(FIELD_OF_JSON, `$1"${HIDDEN}"`);
  const shown = (isDefinition ? fields : fields.replace(REST_OF_JSON, `$1"${HIDDEN}"`))
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(USER_IN_URL, `//${HIDDEN}@`)
    .replace(FIELD_OF_QUERY, `$1${HIDDEN}`);
  return pseudonyms
    ? shown.replace(MX_GUID, (guid, kind) => pseudonyms(kind === 'USR' ? 'user' : 'member', guid))
    : shown;
}
