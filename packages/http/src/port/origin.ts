import type { RelayOptions } from './options.ts';

/** Recognizes cross-site requests by headers that the browser sets and a page cannot change. */

/** Decides which pages may call, by the headers of their browser. */
export interface Origins {
  /**
   * True for a request from the relay's own origin, from an allowed origin, or from outside of a browser. Clients
   * outside of a browser send neither header, and have no cookies that another site could abuse.
   */
  isAllowed(request: Request): boolean;
  /** The headers that let a page of an allowed origin call, with cookies and with any request headers. */
  corsHeaders(request: Request): Readonly<Record<string, string>>;
}

/** A scheme and a host, as browsers write them in `Origin`. Includes `app://…` of a packaged page. */
const ORIGIN = /^[a-z][a-z\d+.-]*:\/\/(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d+)?$/;

/**
 * Whether a text is the origin of a web address as a browser sends it. The URL parser knows no origins of other
 * schemes.
 */
const isOrigin = (text: unknown): text is string =>
  typeof text === 'string' &&
  ORIGIN.test(text) &&
  (!/^https?:/.test(text) || new URL(text).origin === text);

function checkedOrigins(allowed: unknown): ReadonlySet<string> {
  if (!Array.isArray(allowed))
    throw new TypeError(
      "createRelay: `allowedOrigins` must be a list, for example ['https://app.example'].",
    );
  if (!allowed.every(isOrigin))
    throw new TypeError(
      'createRelay: each of `allowedOrigins` must be an origin as browsers send it: scheme, host and port in lower case, without a path or a slash at the end. `*` and `null` are refused, because any page could call.',
    );
  return new Set(allowed);
}

/** @throws {TypeError} that does not quote the value. */
function originOf(publicUrl: string | URL): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isPlain = url && !url.username && !url.password && /^https?:$/.test(url.protocol);
  if (!isPlain)
    throw new TypeError(
      "createRelay: `publicUrl` must be the address at which browsers see this server, for example 'https://app.example', without a user.",
    );
  return url.origin;
}

/**
 * Without `publicUrl`, the address of each request is taken as the address that browsers see.
 *
 * @throws {TypeError} for an option that can match no origin, or would match too many.
 */
export function createOrigins({
  publicUrl,
  allowedOrigins = [],
}: Pick<RelayOptions, 'publicUrl' | 'allowedOrigins'>): Origins {
  const allowed = checkedOrigins(allowedOrigins);
  const own = publicUrl === undefined ? undefined : originOf(publicUrl);
  // A page without its own origin (`app://`, a sandbox) sends `null`, as does any other such page.
  const isOwn = (origin: string, request: Request): boolean =>
    origin !== 'null' && origin === (own ?? new URL(request.url).origin);

  return {
    isAllowed(request) {
      const site = request.headers.get('sec-fetch-site');
      const origin = request.headers.get('origin');
      if (origin === null) return site === null || site === 'same-origin';
      if (allowed.has(origin) || isOwn(origin, request)) return true;
      // Behind a proxy, the address of the request differs from the address that the browser sees.
      return own === undefined && origin !== 'null' && site === 'same-origin';
    },

    corsHeaders(request) {
      const origin = request.headers.get('origin');
      if (origin === null || !allowed.has(origin)) return { vary: 'origin' };
      const wanted = request.headers.get('access-control-request-headers');
      return {
        vary: 'origin, access-control-request-headers',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'POST',
        'access-control-expose-headers': 'retry-after',
        ...(wanted !== null && { 'access-control-allow-headers': wanted }),
      };
    },
  };
}
