import { HostError } from '@mx-member/machine/step';
import { flawOfHeaders } from './headers.ts';

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

/** What the platform throws itself quotes the password. */
function baseOf(ingress: string | URL): string {
  try {
    return new Request(ingress).url.replace(/\/+$/, '');
  } catch {
    throw new TypeError(
      'ingress must be an address, such as http://127.0.0.1:8080, without a user name and a password.',
    );
  }
}

/**
 * @returns A function that rejects with `invalid` while a header cannot be sent, and with whatever `fetch` throws.
 * @throws {TypeError} when `ingress` is no address or has a password in it, or a header cannot be sent.
 */
export function createIngress({
  ingress,
  fetch = globalThis.fetch,
  headers = {},
}: IngressOptions): (call: IngressCall) => Promise<IngressReply> {
  const base = baseOf(ingress);
  const flaw = flawOfHeaders(headers);
  if (flaw !== null) throw new TypeError(flaw);
  return async ({ service, key, handler, body, signal, idempotencyKey }) => {
    const own = { ...headers };
    const flaw = flawOfHeaders(own);
    if (flaw !== null) throw new HostError('invalid', flaw);
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
      body: parsed(text),
      isByHandler: response.headers.has('x-restate-id'),
    };
  };
}
