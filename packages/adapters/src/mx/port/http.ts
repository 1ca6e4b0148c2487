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
import { checkCallOptions, type MxReadOptions } from './call-options.ts';
import { encodePath } from './paths.ts';
import { refusalError, requestIdOf } from './refusal.ts';

/**
 * The longest wait that a call makes by itself when MX asks for one, in ms. After a longer one, the call is rejected.
 */
const MAX_WAIT = 5000;

/** One call: everything that its attempts share. */
export interface HttpCall<Schema extends StandardSchemaV1> extends MxReadOptions {
  readonly method: AttemptedCall['method'];
  /** The segments of the path. Each is encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: object;
  /** In addition to the headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The schema of the response body. An empty body is `undefined`. */
  readonly schema: Schema;
  /** Called with the HTTP status of the response that was accepted. */
  readonly onAccepted?: (status: number) => void;
}

const DEFAULT_RETRIES = 2;

/** Statuses after which ky obeys a header that asks for a wait. */
const WAITS_AFTER = [429, 503];
/** The headers that ky reads. Only the first is a standard. MX documents none of them. */
const ASK_TO_WAIT = [
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-retry-after',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
];

/** How long a response asks to wait, in ms. Infinite if only ky can parse the header. */
function waitOf({ status, headers }: Response): number {
  const isAsked = WAITS_AFTER.includes(status) && ASK_TO_WAIT.some((name) => headers.has(name));
  return retryAfterOf(headers) ?? (isAsked ? Number.POSITIVE_INFINITY : 0);
}

/** Retries a read, with longer and longer waits. */
const AGAIN: RetryOptions = {
  statusCodes: [408, 429, 500, 502, 503, 504],
  afterStatusCodes: WAITS_AFTER,
  jitter: (delay) => delay * (0.5 + Math.random()),
  shouldRetry: ({ error }) => {
    if (error instanceof MxError) return error.code === 'unreachable';
    return isHTTPError(error) && waitOf(error.response) > MAX_WAIT ? false : undefined;
  },
};

/** Sends one call, and returns the parsed response. */
export type Http = <Schema extends StandardSchemaV1>(
  call: HttpCall<Schema>,
) => Promise<StandardSchemaV1InferOutput<Schema>>;

/**
 * Turns any failure into an error that is safe to log. The errors of ky contain the request with its key and answers,
 * and a syntax error quotes the body.
 */
async function toMxError(thrown: unknown, last: Response | undefined): Promise<MxError> {
  if (thrown instanceof MxError) return thrown;
  if (isHTTPError(thrown)) return refusalError(thrown.response);
  const isMalformed = thrown instanceof SchemaValidationError || thrown instanceof SyntaxError;
  const code = isMalformed ? 'malformed' : 'unexpected';
  const requestId = last && requestIdOf(last.headers);
  const cause = { code: thrown instanceof SyntaxError ? 'NOT_JSON' : 'OTHER_FIELDS' };
  return new MxError(code, {
    message: FAULTS[code].message,
    ...(requestId && { requestId }),
    ...(isMalformed && { cause }),
  });
}

/** Where MX is, and the headers of every request. */
export interface Connection {
  /** Ends with a slash. */
  readonly address: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends requests to MX and parses the responses. Only reads are retried. */
export function createHttp(
  { address, headers }: Connection,
  attemptsOf: ReturnType<typeof createAttempts>,
): Http {
  const http = ky.create({
    headers,
    // The transport has its own time limit, which does not count the wait for a turn.
    timeout: false,
    // A redirect would send the key and the answers to another address.
    redirect: 'manual',
    retry: 0,
  });

  return async ({ path, query = {}, body, headers, schema, onAccepted, ...call }) => {
    const { method, signal, retries = DEFAULT_RETRIES } = call;
    checkCallOptions(call);
    const url = new URL(encodePath(path), address);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, String(value));
    const attempt = attemptsOf({ ...call, path });
    let last: Response | undefined;
    try {
      const parsed = await http(url, {
        method,
        ...(body && { json: body }),
        ...(headers && { headers }),
        // Between two attempts only ky notices that the caller aborts. Calls that are not retried do not need a second
        // signal.
        ...(method === 'get' &&
          retries > 0 && { retry: { ...AGAIN, limit: retries }, ...(signal && { signal }) }),
        fetch: (async (request: Request) => {
          last = await attempt(request);
          return last;
        }) as typeof globalThis.fetch,
      }).json(schema);
      if (last) onAccepted?.(last.status);
      return parsed;
    } catch (thrown) {
      signal?.throwIfAborted();
      throw await toMxError(thrown, last);
    }
  };
}
