/**
 * The address of a server, without a user name and a password.
 * @param name What the address is called in the error, for example `connectHost: url`.
 * @throws {TypeError} when it is not an address, or has a password in it; it quotes nothing, unlike the platform's own.
 */
export function baseUrl(name: string, url: string | URL): string {
  try {
    return new Request(url).url;
  } catch {
    throw new TypeError(`${name} must be an address without a user name and a password.`);
  }
}

/**
 * As {@link baseUrl}, for a program that also runs in a page: there `/mx` is an address too. Where a server renders that page
 * nothing can resolve a path, so it stays as it is: the server makes no calls.
 * @throws {TypeError} as {@link baseUrl}.
 */
export const pageUrl = (name: string, url: string | URL): string =>
  globalThis.location === undefined && /^\/(?![/\\])/.test(String(url))
    ? String(url)
    : baseUrl(name, url);
