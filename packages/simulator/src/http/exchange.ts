import type { Context, MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

/** A request and its response, including keys, credentials and answers. Remove those before you store it. */
export interface Exchange {
  /** When the response was ready, by the bank's clock, in ms since 1970. */
  readonly at: number;
  readonly request: {
    readonly method: string;
    /** The path and the query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** The part of the body that was read. Empty without a body. */
    readonly body: string;
  };
  /** `null` if the connection was dropped. */
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Empty without a body, and for a file. */
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
