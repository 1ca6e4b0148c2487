import type { Context, MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

/** A request and its response, with keys, credentials and answers. Hide those before you store it. */
export interface Exchange {
  /** When the answer was ready, by the bank's clock, in ms since 1970. */
  readonly at: number;
  readonly request: {
    readonly method: string;
    /** The path, and the query when there is one. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** The part that was read; empty for no body. */
    readonly body: string;
  };
  /** `null` when the connection was dropped. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Empty for no body, and for a file. */
    readonly body: string;
  } | null;
}

const isText = (headers: Headers) =>
  /^(text\/|application\/([\w.]+\+)?json\b)/.test(headers.get('content-type') ?? '');

async function answerOf({ res }: Context): Promise<Exchange['response']> {
  const body = isText(res.headers) ? await res.clone().text() : '';
  return { status: res.status, headers: Object.fromEntries(res.headers), body };
}

/** Calls `onExchange` when a response is ready, before it is sent. */
export function exchanges(
  now: () => number,
  onExchange: (exchange: Exchange) => void,
): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const { method, headers } = c.req.raw;
    const tell = (response: Exchange['response']) =>
      onExchange({
        at: now(),
        request: {
          method,
          path: pathname + search,
          headers: Object.fromEntries(headers),
          body: c.var.body ?? '',
        },
        response,
      });
    try {
      await next();
    } catch (error) {
      tell(null);
      throw error;
    }
    tell(await answerOf(c));
  };
}
