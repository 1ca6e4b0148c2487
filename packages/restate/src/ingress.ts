/** Calls to handlers over the ingress of Restate, by plain HTTP. */

/** How Restate is reached. */
export interface IngressOptions {
  /** The address of the ingress, for example `http://restate.internal:8080`. It must not be reachable from outside. */
  readonly ingress: string | URL;
  /** Sends a request, for example through your mesh. @default the global `fetch` */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Sent with every request, for example a token for a gateway before the ingress. */
  readonly headers?: Readonly<Record<string, string>>;
}

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

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws {TypeError} when `ingress` is no address. */
export function createIngress({
  ingress,
  fetch = globalThis.fetch,
  headers = {},
}: IngressOptions): (call: IngressCall) => Promise<IngressReply> {
  if (!URL.canParse(String(ingress)))
    throw new TypeError('ingress must be an address, such as http://127.0.0.1:8080.');
  const base = String(ingress).replace(/\/+$/, '');
  return async ({ service, key, handler, body, signal, idempotencyKey }) => {
    const response = await fetch(
      new Request(`${base}/${service}/${encodeURIComponent(key)}/${handler}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      body: parsed(text),
      isByHandler: response.headers.has('x-restate-id'),
    };
  };
}
