import { MxError } from '@mx-member/machine/step';
import ky, {
  isHTTPError,
  type RetryOptions,
  SchemaValidationError,
  type StandardSchemaV1,
  type StandardSchemaV1InferOutput,
} from 'ky';
import { badCall, responseError, retryAfterOf } from '../http/errors.ts';
import { createTransport, type TransportOptions } from '../http/transport.ts';
import { createTurn, type Limits } from '../http/turn.ts';

/** A wait that MX asks for is kept within a call up to this, in ms; a longer one is the caller's to keep. */
const MAX_WAIT = 5000;

export interface Call<Schema extends StandardSchemaV1> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Each part is one segment of the path, whatever it holds. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** Besides those that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A read that is not repeated either, for a caller who reads again by itself. @default false */
  readonly once?: boolean;
  /** What the response must look like. An empty one is `undefined`. */
  readonly schema: Schema;
  readonly signal?: AbortSignal | undefined;
}

/** After these ky waits for as long as a header says. */
const WAITS_AFTER = [429, 503];
/** All of those headers. MX documents none; only the first is a standard. */
const ASK_TO_WAIT = [
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];

/** How long it asks to be waited, in ms; for ever where only ky may know. */
function waitOf({ status, headers }: Response): number {
  const isAsked = WAITS_AFTER.includes(status) && ASK_TO_WAIT.some((name) => headers.has(name));
  return retryAfterOf(headers) ?? (isAsked ? Number.POSITIVE_INFINITY : 0);
}

/** How a read is repeated: twice at most, each time a bit later. */
const AGAIN: RetryOptions = {
  limit: 2,
  statusCodes: [408, 429, 500, 502, 503, 504],
  afterStatusCodes: WAITS_AFTER,
  jitter: (delay) => delay * (0.5 + Math.random()),
  shouldRetry: ({ error }) => {
    if (error instanceof MxError) return error.code === 'unreachable';
    return isHTTPError(error) && waitOf(error.response) > MAX_WAIT ? false : undefined;
  },
};

type Http = <Schema extends StandardSchemaV1>(
  call: Call<Schema>,
) => Promise<StandardSchemaV1InferOutput<Schema>>;

const WRONG_SEGMENT =
  'A guid, id or code in an address must be a text, not empty and not only dots.';

/** Dots lead to another segment, even when they are encoded; everything else can be encoded. */
function segment(part: string): string {
  if (typeof part !== 'string' || ['', '.', '..'].includes(part)) throw badCall(WRONG_SEGMENT);
  try {
    return encodeURIComponent(part);
  } catch {
    throw badCall(WRONG_SEGMENT);
  }
}

/**
 * Whatever a request failed with, as an error that is safe to show: ky's hold the request with its key and answers, and
 * a syntax error quotes the body.
 */
function toMxError(thrown: unknown): MxError {
  if (thrown instanceof MxError) return thrown;
  if (isHTTPError(thrown)) return responseError(thrown.response);
  const isMalformed = thrown instanceof SchemaValidationError || thrown instanceof SyntaxError;
  return new MxError(isMalformed ? 'malformed' : 'unexpected');
}

/** Sends requests to MX and reads what comes back. Only reads are repeated. */
export function createHttp({
  address,
  headers,
  fetch,
  timeout,
  ...limits
}: Pick<TransportOptions, 'fetch' | 'timeout'> &
  Limits & {
    /** With a slash at its end. */
    readonly address: URL;
    readonly headers: Readonly<Record<string, string>>;
  }): Http {
  const send = createTransport({ fetch, timeout });
  const turn = createTurn(limits) ?? ((task) => task());
  const http = ky.create({
    headers,
    fetch: ((request: Request) =>
      turn(() => send(request), request.signal)) as typeof globalThis.fetch,
    // The transport has a time limit of its own, which leaves out the wait for its turn.
    timeout: false,
    // A redirect would carry the key and the answers to another place.
    redirect: 'manual',
    retry: 0,
  });

  return async ({ method, path, query = {}, body, headers, once, schema, signal }) => {
    const url = new URL(path.map(segment).join('/'), address);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    try {
      return await http(url, {
        method,
        ...(body && { json: body }),
        ...(headers && { headers }),
        ...(method === 'get' && !once && { retry: AGAIN }),
        ...(signal && { signal }),
      }).json(schema);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw toMxError(thrown);
    }
  };
}
