/** Where MX is, and the keys of a client: the checks that every client of MX makes. */

/** The URL parser converts every spelling of an IPv4 address to four numbers. */
const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

/** Whether a key can be sent to an address. */
export const isPrivate = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));

/** Whether an address can be the beginning of all paths. */
export const isPlain = ({ username, password, search, hash }: URL): boolean =>
  !username && !password && !search && !hash;

/** The beginning of all paths. It ends with a slash. */
export const baseOf = ({ origin, pathname }: URL): URL =>
  new URL(`${origin}${pathname.replace(/\/*$/, '/')}`);

/** Whether a text can be a client id. White space around it is already removed. */
export const isClientId = (text: string): boolean => /^[^\p{Cc}:]+$/u.test(text);

/** Whether a text can be a key. White space around it is already removed. */
export const isKey = (text: string): boolean => /^\P{Cc}+$/u.test(text);

/** What options must be, as the ends of sentences. */
export const EXPECTED = {
  clientId: 'clientId must be a text that is not empty and has no colon and no control characters',
  apiKey: 'apiKey must be a text that is not empty and has no control characters',
  private:
    'must be an https: address; http: would send the API key in the clear and is for loopback only',
  plain: 'must be an address without user, query and fragment',
} as const;
