import { baseUrl, invalidHeaders, parseJson } from '@mx-member/http/web';
import { HostError, type OptionKinds } from '@mx-member/machine/hosting';

/** Calls to handlers over the ingress of Restate, by plain HTTP. */

/** How Restate is reached. */
export interface IngressOptions {
  /** The address of the ingress, for example `http://restate.internal:8080`. It must not be reachable from outside. */
  readonly ingress: string | URL;
  /** Sends a request, for example through your mesh. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Sent with every request, for example a token for a gateway before the ingress. It is read for each. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const INGRESS_KINDS: OptionKinds<IngressOptions> = {
  ingress: 'a string or an object!',
  fetch: 'a function',
  headers: 'an object',
};

export interface IngressCall {
  readonly service: string;
  readonly key: string;
  readonly handler: string;
  /** JSON; left out for none. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Repeats of a call with the same one have the first one's result. */
  readonly idempotencyKey?: string;
}

export interface IngressReply {
  readonly status: number;
  /** The JSON of the reply; `undefined` for none. */
  readonly body: unknown;
  /** Whether a handler has replied, and not Restate or something before it. */
  readonly isByHandler: boolean;
}

/**
 * @returns A function that rejects with `invalid` while a header cannot be sent, and with whatever `fetch` throws.
 * @throws {TypeError} when `ingress` is not an address or has a password in it, or a header cannot be sent.
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
