import { baseUrl, createJsonClient } from '@mx-member/http/web';

/** Calls handlers over the ingress of Restate, by plain HTTP. */

/** How to reach Restate. */
export interface IngressOptions {
  /** The address of the ingress, for example `http://restate.internal:8080`. It must not be reachable from outside. */
  readonly ingress: string | URL;
  /** Sends a request. Replace it to use your mesh, for example. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /**
   * Sent with every request, for example a token for a gateway before the ingress. It is read again for each request.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

export const INGRESS_OPTIONS = ['ingress', 'fetch', 'headers'] as const;

export interface IngressCall {
  readonly service: string;
  readonly key: string;
  readonly handler: string;
  /** Sent as JSON. Leave it out for an empty body. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /**
   * Concurrent calls with the same key are one call. A later retry of a command gets the result of the first call.
   * @default none
   */
  readonly idempotencyKey?: string | undefined;
}

export interface IngressReply {
  readonly status: number;
  /** The JSON of the reply. `undefined` for an empty reply. */
  readonly body: unknown;
  /** Whether the reply comes from a handler, and not from Restate or a proxy. */
  readonly isByHandler: boolean;
}

/** Callers have time limits of their own. */
const NO_LIMIT = 2 ** 31 - 1;

/**
 * Creates a function that calls handlers. It rejects with an `MxError`: `badReturn` while a header cannot be sent, and
 * `unreachable` without a reply.
 *
 * @throws {TypeError} when `ingress` is not an address or contains a password, or a header cannot be sent.
 */
export function createIngress({
  ingress,
  fetch,
  headers,
}: IngressOptions): (call: IngressCall) => Promise<IngressReply> {
  const url = baseUrl('ingress', ingress);
  const send = createJsonClient('ingress', { url, fetch, headers, timeout: NO_LIMIT });
  return async ({ service, key, handler, body, signal, idempotencyKey }) => {
    const [response, reply] = await send({
      method: 'POST',
      path: `/${service}/${encodeURIComponent(key)}/${handler}`,
      body,
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      signals: [signal],
    });
    const { status, headers: received } = response;
    return { status, body: reply, isByHandler: received.has('x-restate-id') };
  };
}
