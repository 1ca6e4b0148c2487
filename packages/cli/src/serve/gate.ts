import { problemDetails, problemResponse } from '@mx-member/http/host';
import { isOwnHost, isSameSecret } from '@mx-member/http/web';

/** Checks every request before the members see it: whether it may come from where it comes from, and whether anybody is ready. */

type Serve = (request: Request) => Promise<Response>;

interface GateOptions {
  readonly publicHosts: readonly string[];
  /** Nobody needs a token, so a page of another site must not reach it. */
  readonly isOpen: boolean;
  /** Answers `/livez` and `/readyz`. */
  readonly operate: Serve;
  /** Serves the members; `null` until they are restored, and when it stops. */
  readonly handler: () => Serve | null;
  /** It takes no starts any more. */
  readonly isDraining: () => boolean;
}

/** In ms. */
const RETRY_AFTER = 1_000;

/**
 * Whether a page of another site has made a browser send this. A browser says so in headers that no page can change, also where it
 * asks for no permission first.
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
      'It is not called by this name. Use localhost, or allow the name with --public-host.';
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
    // What checks the health calls it by its address, and learns nothing of a member.
    if (pathname === '/livez' || pathname === '/readyz') return operate(request);
    const refused = refusalOf(request, rules);
    if (refused) return refused;
    const serve = handler();
    if (!serve) return notReady('It starts or stops. Try again.');
    if (isDraining() && isStart(request.method, pathname))
      return notReady('It stops, and starts nothing more. Try again at the next process.');
    return serve(request);
  };
  return async (request) => {
    const response = await answer(request);
    response.headers.set('cross-origin-resource-policy', 'same-origin');
    return response;
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
