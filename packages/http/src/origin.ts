import { doneResponse, Refusal } from './problems.ts';

/** Recognizes cross-site requests by headers that the browser sets and a page cannot change. */

/** Which pages may call a server. */
export interface OriginOptions {
  /**
   * The address at which browsers see this server, for example `https://app.example`. Only its origin counts. You need
   * it behind a proxy that ends TLS or changes the host name, because the server then sees another address than the
   * browser. With it, the address of a request is not trusted. @default the address of each request
   */
  readonly publicUrl?: string | URL | undefined;
  /**
   * Further origins that may call, as browsers send them: `https://shop.example`, without a slash at the end. @default
   * []
   */
  readonly allowedOrigins?: readonly string[] | undefined;
}

/** What pages of other origins may send. */
const METHODS = 'GET, POST, PUT, DELETE';

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

function checkedOrigins(owner: string, allowed: unknown): ReadonlySet<string> {
  if (!Array.isArray(allowed))
    throw new TypeError(
      `${owner}: \`allowedOrigins\` must be a list, for example ['https://app.example'].`,
    );
  if (!allowed.every(isOrigin))
    throw new TypeError(
      `${owner}: each of \`allowedOrigins\` must be an origin as browsers send it: scheme, host and port in lower case, without a path or a slash at the end. \`*\` and \`null\` are refused, because any page could call.`,
    );
  return new Set(allowed);
}

/** @throws {TypeError} that does not quote the value. */
function originOf(owner: string, publicUrl: string | URL): string {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  const isPlain = url && !url.username && !url.password && /^https?:$/.test(url.protocol);
  if (!isPlain)
    throw new TypeError(
      `${owner}: \`publicUrl\` must be the address at which browsers see this server, for example 'https://app.example', without a user.`,
    );
  return url.origin;
}

/**
 * Without `publicUrl`, the address of each request is taken as the address that browsers see.
 *
 * @param owner The factory of the server, for the messages.
 * @throws {TypeError} for an option that can match no origin, or would match too many.
 */
export function createOrigins(owner: string, { publicUrl, allowedOrigins = [] }: OriginOptions) {
  const allowed = checkedOrigins(owner, allowedOrigins);
  const own = publicUrl === undefined ? undefined : originOf(owner, publicUrl);
  // A page without its own origin (`app://`, a sandbox) sends `null`, as does any other such page.
  const isOwn = (origin: string, request: Request): boolean =>
    origin !== 'null' && origin === (own ?? new URL(request.url).origin);

  function isAllowed(request: Request): boolean {
    const site = request.headers.get('sec-fetch-site');
    const origin = request.headers.get('origin');
    // A person who types the address into a browser reads, and no page does.
    const isTyped = site === 'none' && request.method === 'GET';
    if (origin === null) return site === null || site === 'same-origin' || isTyped;
    if (allowed.has(origin) || isOwn(origin, request)) return true;
    // Behind a proxy, the address of the request differs from the address that the browser sees.
    return own === undefined && origin !== 'null' && site === 'same-origin';
  }

  const isListed = ({ headers }: Request): boolean => allowed.has(headers.get('origin') ?? '');

  function corsHeaders(request: Request): Readonly<Record<string, string>> {
    const { headers } = request;
    if (!isListed(request)) return { vary: 'origin' };
    const wanted = headers.get('access-control-request-headers');
    return {
      vary: 'origin, access-control-request-headers',
      'access-control-allow-origin': headers.get('origin') ?? '',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': METHODS,
      'access-control-expose-headers': 'retry-after',
      ...(wanted !== null && { 'access-control-allow-headers': wanted }),
    };
  }

  return {
    /**
     * Allows a request from the server's own origin, from an allowed origin, or from outside of a browser. Clients outside
     * of a browser send neither header, and have no cookies that another site could abuse.
     *
     * @throws {Refusal} `other-site` for any other request.
     */
    check(request: Request): void {
      if (!isAllowed(request)) throw new Refusal('other-site');
    },

    /** Lets pages of allowed origins read the response, and answers their preflight requests. */
    async respond(request: Request, serve: () => Promise<Response>): Promise<Response> {
      const isPreflight = request.method === 'OPTIONS' && isListed(request);
      const response = isPreflight ? doneResponse(undefined) : await serve();
      const allow = { allow: `${METHODS}, OPTIONS` };
      const headers = { ...corsHeaders(request), ...(isPreflight && allow) };
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      return response;
    },
  };
}
