import { retryAfterOf } from '@mx-member/http/web';
import { FAULTS, MxError } from '@mx-member/machine/step';
import ky, {
  isHTTPError,
  type RetryOptions,
  SchemaValidationError,
  type StandardSchemaV1,
  type StandardSchemaV1InferOutput,
} from 'ky';
import type { AttemptedCall, createAttempts } from './attempts.ts';
import type { MxReadOptions } from './call-options.ts';
import { checkCallOptions } from './check.ts';
import { refusalError, requestIdOf } from './refusal.ts';

/** The longest wait, in ms, that a call itself makes when MX asks for one. After a longer one the caller has to wait. */
const MAX_WAIT = 5000;

/** One call: all that its attempts have in common. */
export interface HttpCall<Schema extends StandardSchemaV1> extends MxReadOptions {
  readonly method: AttemptedCall['method'];
  /** Each part is one segment of the path, whatever it holds. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** Besides those that every request carries. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the response must look like. An empty one is `undefined`. */
  readonly schema: Schema;
}

const DEFAULT_RETRIES = 2;

/** Statuses after which ky waits as long as a header says. */
const WAITS_AFTER = [429, 503];
/** The headers that ky reads. MX documents none of them; only the first is a standard. */
const ASK_TO_WAIT = [
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];

/** How long a response asks to wait, in ms; infinite where only ky can read the header. */
function waitOf({ status, headers }: Response): number {
  const isAsked = WAITS_AFTER.includes(status) && ASK_TO_WAIT.some((name) => headers.has(name));
  return retryAfterOf(headers) ?? (isAsked ? Number.POSITIVE_INFINITY : 0);
}

/** Repeats a read, each time a bit later. */
const AGAIN: RetryOptions = {
  statusCodes: [408, 429, 500, 502, 503, 504],
  afterStatusCodes: WAITS_AFTER,
  jitter: (delay) => delay * (0.5 + Math.random()),
  shouldRetry: ({ error }) => {
    if (error instanceof MxError) return error.code === 'unreachable';
    return isHTTPError(error) && waitOf(error.response) > MAX_WAIT ? false : undefined;
  },
};

/** Sends one call and reads what comes back. */
export type Http = <Schema extends StandardSchemaV1>(
  call: HttpCall<Schema>,
) => Promise<StandardSchemaV1InferOutput<Schema>>;

/** The error of a request that is not sent. It quotes nothing. */
const badCall = (message: string): MxError => new MxError('badRequest', { message });

/** Encodes a segment of a path. Dots are refused, because even encoded they lead to another segment. */
function segment(part: string, at: number, path: readonly string[]): string {
  try {
    if (typeof part === 'string' && !['', '.', '..'].includes(part))
      return encodeURIComponent(part);
  } catch {
    // A lone surrogate.
  }
  throw badCall(
    `What follows "${path[at - 1]}" in the address must be a text, not empty and not only dots (${typeof part} was given).`,
  );
}

/**
 * Turns any failure into an error that is safe to show. Errors of ky hold the request with its key and answers, and a
 * syntax error quotes the body.
 */
async function toMxError(thrown: unknown, last: Response | undefined): Promise<MxError> {
  if (thrown instanceof MxError) return thrown;
  if (isHTTPError(thrown)) return refusalError(thrown.response);
  const isMalformed = thrown instanceof SchemaValidationError || thrown instanceof SyntaxError;
  const code = isMalformed ? 'malformed' : 'unexpected';
  const requestId = last && requestIdOf(last.headers);
  return new MxError(code, { message: FAULTS[code].message, ...(requestId && { requestId }) });
}

/** The address of MX, and the headers of every request. */
export interface Connection {
  /** With a slash at its end. */
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends requests to MX and reads what comes back. Only reads are repeated. */
export function createHttp(
  { address, headers }: Connection,
  attemptsOf: ReturnType<typeof createAttempts>,
): Http {
  const http = ky.create({
    headers,
    // The transport has a time limit of its own, which leaves out the wait for its turn.
    timeout: false,
    // A redirect would carry the key and the answers to another place.
    redirect: 'manual',
    retry: 0,
  });

  return async ({ path, query = {}, body, headers, schema, ...call }) => {
    const { method, signal, retries = DEFAULT_RETRIES } = call;
    checkCallOptions(call);
    const url = new URL(path.map(segment).join('/'), address);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const attempt = attemptsOf({ ...call, path });
    let last: Response | undefined;
    try {
      return await http(url, {
        method,
        ...(body && { json: body }),
        ...(headers && { headers }),
        // Between two attempts only ky can see that the caller leaves; otherwise a second signal would be for nothing.
        ...(method === 'get' &&
          retries > 0 && { retry: { ...AGAIN, limit: retries }, ...(signal && { signal }) }),
        fetch: (async (request: Request) => {
          last = await attempt(request);
          return last;
        }) as typeof globalThis.fetch,
      }).json(schema);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw await toMxError(thrown, last);
    }
  };
}
