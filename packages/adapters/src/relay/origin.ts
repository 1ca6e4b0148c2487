/** Cross-site requests are recognised by headers that a browser sets and no page can change. */

/**
 * Whether a request comes from the relay's own origin, from an allowed one, or from no browser at all: those send
 * neither header, and have no cookies that somebody else could use.
 */
export function isFromHere(request: Request, allowedOrigins: readonly string[]): boolean {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (site === 'same-origin') return true;
  if (origin === null) return site === null;
  return origin === new URL(request.url).origin || allowedOrigins.includes(origin);
}

/** What lets a page of an allowed origin call, cookies included, and send what headers it likes. */
export function corsHeaders(
  request: Request,
  allowedOrigins: readonly string[],
): Readonly<Record<string, string>> {
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return { vary: 'origin' };
  const wanted = request.headers.get('access-control-request-headers');
  return {
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST',
    ...(wanted !== null && { 'access-control-allow-headers': wanted }),
  };
}
