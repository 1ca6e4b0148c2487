import { checkOptions } from '@mx-member/machine/hosting';
import { METRICS_TYPE, metricsText } from './metrics.ts';
import { type HostStats, isReady } from './stats.ts';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const answer = (status: number, text: string, type = 'text/plain; charset=utf-8'): Response =>
  new Response(text, { status, headers: { ...HEADERS, 'content-type': type } });

/**
 * Serves `GET /livez` (the process works; 503 if only a restart helps), `GET /readyz` (it accepts starts and answers;
 * otherwise 503) and `GET /metrics` for Prometheus. None of them reveals anything about a member. Serve it at an internal address, or pass
 * `authorize`.
 *
 * @param host The host. `null` while it restores its members, and while it stops.
 * @param options.authorize Whether this caller may read the metrics. `/livez` and `/readyz` are open to everybody.
 *   Without it, everybody may.
 * @throws {TypeError} when an option is wrong.
 */
export function createOperatingHandler(
  host: () => { readonly stats: () => HostStats } | null,
  options: {
    readonly authorize?: ((request: Request) => boolean | Promise<boolean>) | undefined;
  } = {},
): (request: Request) => Promise<Response> {
  checkOptions('createOperatingHandler', options, ['authorize']);
  const { authorize = () => true } = options;
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405, 'Use GET.\n');
    const stats = host()?.stats() ?? null;
    switch (new URL(request.url).pathname) {
      case '/livez':
        return stats?.isStoreStuck
          ? answer(503, 'nothing was stored for a minute\n')
          : answer(200, 'ok\n');
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
        return answer(404, 'Use /livez, /readyz or /metrics.\n');
    }
  };
}
