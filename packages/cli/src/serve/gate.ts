import { problemDetails, problemResponse } from '@mx-member/http/host';
import { isOwnHost, isSameSecret } from '@mx-member/http/web';

/** Checks every request before the members see it: the name it is called by, its health, and whether it is ready. */

interface GateOptions {
  readonly publicHosts: readonly string[];
  /** How many members a restore has brought back so far. */
  readonly restored: () => number;
  /** Serves the members; `null` until they are restored, and when it stops. */
  readonly handler: () => ((request: Request) => Promise<Response>) | null;
}

/** In ms. */
const RETRY_AFTER = 1_000;

const health = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });

/** Answers `/healthz`, and lets the rest through to the members. */
export function createGate({ publicHosts, restored, handler }: GateOptions) {
  return async (request: Request): Promise<Response> => {
    if (!isOwnHost(request.headers.get('host'), publicHosts)) {
      const detail =
        'It is not called by this name. Use localhost, or allow the name with --public-host.';
      return problemResponse(problemDetails('forbidden', { detail, sent: false }));
    }
    const serve = handler();
    const isHealth = new URL(request.url).pathname === '/healthz';
    if (isHealth && !['GET', 'HEAD'].includes(request.method))
      return problemResponse(problemDetails('method-not-allowed', { detail: 'Use GET.' }), {
        allow: 'GET, HEAD',
      });
    if (isHealth && serve) return health(200, { status: 'ok' });
    if (isHealth) {
      const body = { status: 'starting', restored: restored() };
      return health(503, body, { 'retry-after': String(RETRY_AFTER / 1_000) });
    }
    if (serve) return serve(request);
    const detail = 'It starts or stops. Try again.';
    return problemResponse(
      problemDetails('unavailable', { detail, retryAfter: RETRY_AFTER, sent: false }),
    );
  };
}

/** Whether a request has the token: `true` where nobody needs one, `signedOut` to whoever has another or none. */
export const authorizeBy =
  (token: string | null) =>
  async (request: Request): Promise<true | 'signedOut'> => {
    if (token === null) return true;
    const header = request.headers.get('authorization') ?? '';
    const [, given = ''] = /^bearer +(\S+)$/i.exec(header) ?? [];
    return (await isSameSecret(given, token)) ? true : 'signedOut';
  };
