import { type createTransport, retryAfterOf } from '@mx-member/http/web';
import type { Limiter } from '@mx-member/machine/hosting';
import type { MemberId, MxError } from '@mx-member/machine/step';
import { callHook, type MxHooks, type MxRequestEvent } from './hooks.ts';
import { refusalError, requestIdOf } from './refusal.ts';

/** What each attempt needs to know about its call. */
export interface AttemptedCall {
  readonly signal?: AbortSignal | undefined;
  readonly timeout?: number | undefined;
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: readonly string[];
  readonly priority?: number | undefined;
}

interface Sending {
  readonly send: ReturnType<typeof createTransport>;
  readonly limiter: Limiter;
  readonly hooks: { readonly [Name in keyof MxHooks]: MxHooks[Name] | undefined };
}

/** In MX's paths, an id follows the name of its collection. */
const IDS = new Map([
  ['users', '{user_guid}'],
  ['members', '{member_guid}'],
  ['institutions', '{institution_code}'],
]);

const templateOf = (path: readonly string[]): string =>
  path
    .map(
      (part, index) => `/${index % 2 === 1 ? (IDS.get(path[index - 1] ?? '') ?? '{guid}') : part}`,
    )
    .join('');

const memberOf = ([, userGuid, members, memberGuid]: readonly string[]): MemberId | null =>
  userGuid !== undefined && members === 'members' && memberGuid !== undefined
    ? { userGuid, memberGuid }
    : null;

/** What a limiter learns from a response: whether MX answered 429, and how long to wait, in ms. */
const refusalIn = (response: Response | undefined) =>
  response?.status === 429 ? { retryAfter: retryAfterOf(response.headers) } : undefined;

const sendOptionsOf = ({
  signal,
  timeout,
}: AttemptedCall): Parameters<ReturnType<typeof createTransport>>[1] => ({
  ...(signal && { signals: [signal] }),
  ...(timeout !== undefined && { timeout }),
});

/** Returns a function that sends the attempts of one call. Each attempt waits for its turn, and the hooks see it. */
export function createAttempts({ send, limiter, hooks: { onRequest, onResponse } }: Sending) {
  const isWatched = onRequest !== undefined || onResponse !== undefined;

  async function watched(request: Request, call: AttemptedCall, before: MxRequestEvent) {
    void callHook(onRequest, before);
    const start = performance.now();
    const end = (response: Response | null, failure: MxError | null, isAborted = false) =>
      void callHook(onResponse, {
        ...before,
        status: response ? response.status : null,
        duration: performance.now() - start,
        requestId: (response && requestIdOf(response.headers)) ?? null,
        code: isAborted ? 'aborted' : (failure?.code ?? null),
        errorCode: failure?.errorCode ?? null,
      });
    try {
      const response = await send(request, sendOptionsOf(call));
      end(response, response.ok ? null : await refusalError(response));
      return response;
    } catch (thrown) {
      end(null, thrown as MxError, call.signal?.aborted);
      throw thrown;
    }
  }

  return (call: AttemptedCall): ((request: Request) => Promise<Response>) => {
    const { method, path, priority = 0, signal } = call;
    const member = memberOf(path);
    let attempt = 0;
    return async (request) => {
      const start = performance.now();
      const release = await limiter.acquire({ member, priority, signal });
      attempt += 1;
      let response: Response | undefined;
      try {
        response = isWatched
          ? await watched(request, call, {
              method: method.toUpperCase() as MxRequestEvent['method'],
              path: templateOf(path),
              member,
              attempt,
              waited: performance.now() - start,
            })
          : await send(request, sendOptionsOf(call));
        return response;
      } finally {
        release(refusalIn(response));
      }
    };
  };
}
