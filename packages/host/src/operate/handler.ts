import { checkOptions } from '@mx-member/machine/hosting';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import type { HostStats } from './stats.ts';

/** Options of {@link createOperatingHandler}. */
export interface OperatingOptions {
  /** Whether this caller may read the metrics; `/livez` and `/readyz` are for everybody. @default everybody may */
  readonly authorize?: ((request: Request) => boolean | Promise<boolean>) | undefined;
}

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): Response =>
  new Response(text, { status, headers: { ...HEADERS, 'content-type': type } });

/** Whether a host takes starts and answers. */
const isReady = ({ isOpen, isStoreFailing }: HostStats): boolean => isOpen && !isStoreFailing;

/**
 * Serves `GET /livez` (the process answers), `GET /readyz` (it takes starts and answers; 503 otherwise) and `GET /metrics` for
 * Prometheus. None of them says anything about a member. Serve it at an address of its own, or give `authorize`.
 * @param host The host; `null` while it restores its members, and when it stops.
 * @throws {TypeError} when an option is wrong.
 */
export function createOperatingHandler(
  host: () => { readonly stats: () => HostStats } | null,
  options: OperatingOptions = {},
): (request: Request) => Promise<Response> {
  checkOptions('createOperatingHandler', options, { authorize: 'a function' });
  const { authorize = () => true } = options;
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Use GET.\n');
    const stats = host()?.stats() ?? null;
    switch (new URL(request.url).pathname) {
      case '/livez':
        return answer(200, 'ok\n');
      case '/readyz':
        return stats && isReady(stats) ? answer(200, 'ok\n') : answer(503, 'not ready\n');
      case '/metrics': {
        const isAllowed = await Promise.resolve(request)
          .then(authorize)
          .catch(() => false);
        if (isAllowed !== true) return answer(403, 'This caller may not read the metrics.\n');
        return answer(200, stats ? metricsText(stats) : '', METRICS_TYPE);
      }
      default:
        return answer(404, 'There are /livez, /readyz and /metrics.\n');
    }
  };
}
