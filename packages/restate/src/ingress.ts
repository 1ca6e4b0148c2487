import { baseUrl, invalidHeaders, parseJson } from '@mx-member/http/web';
import { HostError } from '@mx-member/machine/hosting';

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
  readonly signal?: AbortSignal;
  /** Calls with the same key get the result of the first one. */
  readonly idempotencyKey?: string;
}

export interface IngressReply {
  readonly status: number;
  /** The JSON of the reply. `undefined` for an empty reply. */
  readonly body: unknown;
  /** Whether the reply comes from a handler, and not from Restate or a proxy. */
  readonly isByHandler: boolean;
}

/**
 * Creates a function that calls handlers. It rejects with `invalid` while a header cannot be sent, and with the error
 * of `fetch`.
 *
 * @throws {TypeError} when `ingress` is not an address or contains a password, or a header cannot be sent.
 */
export function createIngress({
  ingress,
  fetch = globalThis.fetch,
  headers = {},
}: IngressOptions): (call: IngressCall) => Promise<IngressReply> {
  const base = baseUrl('ingress', ingress).replace(/\/+$/, '');
  const invalid = invalidHeaders(headers);
  if (invalid !== null) throw new TypeError(invalid);
  return async ({ service, key, handler, body, signal, idempotencyKey }) => {
    const own = { ...headers };
    const invalid = invalidHeaders(own);
    if (invalid !== null) throw new HostError('invalid', invalid);
    const response = await fetch(
      new Request(`${base}/${service}/${encodeURIComponent(key)}/${handler}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
          ...own,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      body: parseJson(text),
      isByHandler: response.headers.has('x-restate-id'),
    };
  };
}
