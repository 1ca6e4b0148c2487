import { problemDetails, problemResponse } from '@mx-member/http/host';
import { isOwnHost, isSameSecret } from '@mx-member/http/web';

/** Checks every request before it reaches the members: whether its origin is allowed, and whether the server is ready. */

type Serve = (request: Request) => Promise<Response>;

interface GateOptions {
  readonly publicHosts: readonly string[];
  /** Whether callers need no token. Then requests from pages of other sites are refused. */
  readonly isOpen: boolean;
  /** Answers `/livez` and `/readyz`. */
  readonly operate: Serve;
  /** Serves the members; `null` until they are restored, and while the server stops. */
  readonly handler: () => Serve | null;
  /** Whether starts are refused, because the server drains. */
  readonly isDraining: () => boolean;
}

/** When a refused caller may try again, in ms. */
const RETRY_AFTER = 1_000;

/**
 * Whether a page of another site has made a browser send this request. Browsers say so in headers that a page cannot change,
 * even for requests that need no permission first.
 */
function isFromElsewhere({ headers }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  return origin !== null && URL.parse(origin)?.host !== headers.get('host');
}

function notReady(detail: string): Response {
  const problem = { detail, retryAfter: RETRY_AFTER, sent: false } as const;
  return problemResponse(problemDetails('unavailable', problem));
}

function refusalOf(
  request: Request,
  { publicHosts, isOpen }: Pick<GateOptions, 'publicHosts' | 'isOpen'>,
): Response | null {
  if (!isOwnHost(request.headers.get('host'), publicHosts)) {
    const detail =
      'This server does not answer to this host name. Use localhost, or allow the name with --public-host.';
    return problemResponse(problemDetails('forbidden', { detail, sent: false }));
  }
  if (isOpen && isFromElsewhere(request))
    return problemResponse(problemDetails('other-site', { sent: false }));
  return null;
}

/** Whether a request leads to a login at the bank. */
const isStart = (method: string, pathname: string): boolean =>
  (method === 'POST' && pathname.endsWith('/start')) ||
  (method === 'PUT' && pathname.includes('/creations/'));

/** Answers `/livez` and `/readyz`, and lets the rest through to the members. */
export function createGate({ handler, operate, isDraining, ...rules }: GateOptions): Serve {
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    // A health check may use any host name, because it learns nothing about members.
    if (pathname === '/livez' || pathname === '/readyz') return operate(request);
    const refused = refusalOf(request, rules);
    if (refused) return refused;
    const serve = handler();
    if (!serve) return notReady('The server is starting or stopping. Try again.');
    if (isDraining() && isStart(request.method, pathname))
      return notReady(
        'The server is stopping and takes no more starts. Try again at the next process.',
      );
    return serve(request);
  };
  return async (request) => {
    const response = await answer(request);
    response.headers.set('cross-origin-resource-policy', 'same-origin');
    return response;
  };
}

/** Checks the token of a request. `true` if it is right or if no token is needed, otherwise `signedOut`. */
export const authorizeBy =
  (token: string | null) =>
  async (request: Request): Promise<true | 'signedOut'> => {
    if (token === null) return true;
    const header = request.headers.get('authorization') ?? '';
    const [, given = ''] = /^bearer +(\S+)$/i.exec(header) ?? [];
    return (await isSameSecret(given, token)) ? true : 'signedOut';
  };
