import { createHash, timingSafeEqual } from 'node:crypto';

/** Checks every request before the members see it: the name it is called by, its health, and whether it is ready. */

export interface GateOptions {
  readonly publicHosts: readonly string[];
  /** How many members a restore has brought back so far. */
  readonly restored: () => number;
  /** Serves the members; `null` until they are restored, and when it stops. */
  readonly handler: () => ((request: Request) => Promise<Response>) | null;
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers: { ...HEADERS, ...headers } });

const problem = (status: number, title: string, detail: string, code: string, more = {}) =>
  json(
    status,
    { type: 'about:blank', title, status, detail, code },
    { 'content-type': 'application/problem+json', ...more },
  );

/** Answers `/healthz`, and lets the rest through to the members. */
export function createGate({ publicHosts, restored, handler }: GateOptions) {
  return async (request: Request): Promise<Response> => {
    if (!isOwnHost(request.headers.get('host'), publicHosts))
      return problem(
        403,
        'Forbidden',
        'It is not called by this name. Use localhost, or allow the name with --public-host.',
        'forbidden',
      );
    const serve = handler();
    const isHealth = new URL(request.url).pathname === '/healthz';
    if (isHealth && !['GET', 'HEAD'].includes(request.method))
      return problem(405, 'Method Not Allowed', 'Use GET.', 'invalid', { allow: 'GET, HEAD' });
    if (isHealth)
      return serve
        ? json(200, { status: 'ok' })
        : json(503, { status: 'starting', restored: restored() }, { 'retry-after': '1' });
    if (!serve)
      return problem(503, 'Service Unavailable', 'It starts or stops. Try again.', 'unreachable', {
        'retry-after': '1',
      });
    return serve(request);
  };
}

/** Says `signedOut` to whoever has no token. */
export const authorizeBy =
  (token: string | null) =>
  (request: Request): boolean | 'signedOut' =>
    hasToken(request, token) ? true : 'signedOut';

/** Whether the name in a Host header is one of this machine's, or of your proxy: a page can make its own name point here. */
function isOwnHost(host: string | null, publicHosts: readonly string[]): boolean {
  if (host === null || !URL.canParse(`http://${host}`)) return false;
  const { hostname } = new URL(`http://${host}`);
  return (
    ['127.0.0.1', 'localhost', '[::1]', ...publicHosts].includes(hostname) ||
    hostname.endsWith('.localhost')
  );
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a request has the token; compared in the same time, whatever is sent. */
function hasToken(request: Request, token: string | null): boolean {
  if (token === null) return true;
  const [, given = ''] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  return timingSafeEqual(hash(given), hash(token));
}
