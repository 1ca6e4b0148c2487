/**
 * Checks the address of a server, which must not contain a user name or a password.
 *
 * @param name The option's name in the error, for example `connectHost: url`.
 * @throws {TypeError} when it is not an address, or contains a password. Unlike the platform's own error, the message
 * does not quote it.
 */
export function baseUrl(name: string, url: string | URL): string {
  try {
    return new Request(url).url;
  } catch {
    throw new TypeError(`${name} must be an address without a user name or a password.`);
  }
}

/**
 * Like {@link baseUrl}, for a program that also runs in a page, where `/mx` is a valid address. On a server that
 * renders the page a relative address cannot be resolved. It stays as it is, because the server makes no calls.
 *
 * @throws {TypeError} like {@link baseUrl}.
 */
export const pageUrl = (name: string, url: string | URL): string =>
  globalThis.location === undefined && /^\/(?![/\\])/.test(String(url))
    ? String(url)
    : baseUrl(name, url);
