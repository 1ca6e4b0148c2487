import { isSecretName } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Replaces a secret. */
export const HIDDEN = '[hidden]';

/** A picture of a challenge, or another `data:` URI that is too long to read. */
const DATA_URI = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+=-]+)*,([^\s"']{32,})/g;
/** Also matches in a URL or a form, where a space is written as `%20` or `+`. */
const AUTHORIZATION = /\b(Basic|Bearer)(?:\s|%20|\+)+[\w.~+/=%-]+/gi;
const USER_IN_URL = /\/\/[^\s/@?#]+@/g;
const MX_GUID = /\b(USR|MBR)-[\w-]+/g;
/** A field of a query or a form: its name is at the beginning of the text, or after `?`, `&` or `#`. */
const IN_QUERY = /(^|[?&#])([\w-]+)=([^&#\s"'<>]+)/g;

/** `code` and `state` belong to the address of an OAuth window (D-OURI). */
const isSecretIn = (before: string, name: string): boolean =>
  isSecretName(name) ||
  name === 'value' ||
  (before !== '' && (name === 'code' || name === 'state'));

/** Removes secrets that are recognizable by their form alone. Other words of a text stay. */
export function hideInText(text: string, pseudonyms?: Pseudonyms): string {
  const shown = text
    .replace(DATA_URI, (_, type = 'text/plain', data) => `[${type}, ${data.length} characters]`)
    .replace(IN_QUERY, (field, before, name) =>
      isSecretIn(before, name) ? `${before}${name}=${HIDDEN}` : field,
    )
    .replace(AUTHORIZATION, `$1 ${HIDDEN}`)
    .replace(USER_IN_URL, `//${HIDDEN}@`);
  return pseudonyms
    ? shown.replace(MX_GUID, (guid, kind) => pseudonyms(kind === 'USR' ? 'user' : 'member', guid))
    : shown;
}
