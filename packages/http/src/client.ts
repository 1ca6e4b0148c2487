import { HOST_ERROR_CODES, HostError, type HostErrorCode } from '@mx-member/machine/hosting';
import { MxError } from '@mx-member/machine/step';
import { type Action, requestOf, type Said } from './addresses.ts';
import { readProblem } from './problems.ts';
import { type ClientOptions, createJsonClient } from './web/json-client.ts';
import { throwIfAborted } from './web/timeout.ts';

/** How every client here makes a call: it sends one request, and rejects with its own kind of errors. */

/** Sends a call of a client. `check` throws for an invalid reply. @returns The reply after `check`. */
export type Ask = <Result>(
  action: Action,
  said: Said,
  check: (reply: unknown) => Result,
) => Promise<Result>;

/** The errors of a client. */
interface ClientErrors {
  /** For a request without a valid response. */
  readonly failed: (thrown: unknown) => unknown;
  /** For an unsuccessful response. */
  readonly refused: (response: Response, body: unknown, action: Action) => Error;
  /** For a response that comes from another server. */
  readonly foreign: (status: number) => Error;
}

/** @param closing Aborts calls. Its reason is their error. */
export function createCalls(
  name: string,
  options: ClientOptions,
  { failed, refused, foreign }: ClientErrors,
  closing?: AbortSignal,
): Ask {
  const send = createJsonClient(name, options);
  return async (action, said, check) => {
    const throwIfEnded = () => {
      throwIfAborted(closing);
      throwIfAborted(said.signal);
    };
    throwIfEnded();
    const attempt = async () =>
      send({ ...requestOf(action, said), signals: [closing, said.signal] });
    const [response, body] = await attempt().catch((thrown: unknown) => {
      throwIfEnded();
      throw failed(thrown);
    });
    if (!response.ok) throw refused(response, body, action);
    try {
      return check(body);
    } catch {
      throw foreign(response.status);
    }
  };
}

/** What a field of a reply must be: a check, or the name of a type. */
type FieldCheck = 'string' | 'number' | 'list' | ((value: unknown) => unknown);

const fits = (check: FieldCheck, value: unknown): unknown =>
  typeof check === 'function'
    ? check(value)
    : check === (Array.isArray(value) ? 'list' : typeof value);

/**
 * Makes a check of the fields that tell a reply from anything else, because a page is not to load the schemas. A newer server
 * may add fields.
 *
 * @returns A function that returns the reply. It throws for a reply of another server.
 */
export const replyWith =
  <Reply>(checks: Partial<Record<keyof Reply, FieldCheck>>) =>
  (reply: unknown): Reply => {
    const fields = Object(reply) as Readonly<Record<string, unknown>>;
    for (const [name, check] of Object.entries<FieldCheck | undefined>(checks))
      if (check && !fits(check, fields[name]))
        throw new TypeError('This is not a reply of a host.');
    return reply as Reply;
  };

/** The meaning of an HTTP status if the response does not come from the handler. */
const codeOf = (status: number): HostErrorCode =>
  status === 401 ? 'signedOut' : status === 403 ? 'forbidden' : 'unreachable';

const notAHost = (status: number): HostError =>
  new HostError(
    codeOf(status),
    `The response does not come from a host (HTTP ${status}). Check the address.`,
  );

/** The errors of clients of a host. */
export const HOST_ERRORS: ClientErrors = {
  failed(thrown) {
    if (thrown instanceof URIError)
      return new HostError(
        'invalid',
        'The ids must be texts that are not empty and not only dots.',
      );
    // Any other error may quote a header.
    const { code, message } = thrown instanceof MxError ? thrown : new MxError('unreachable');
    return new HostError(code === 'badReturn' ? 'invalid' : 'unreachable', message);
  },
  refused(response, body) {
    const problem = readProblem(response, body);
    if (!problem) return notAHost(response.status);
    const { fault, message, wait, isUnsent, hold } = problem;
    if (fault) return new MxError(fault, { ...wait, message });
    const code = HOST_ERROR_CODES.find((one) => one === problem.code);
    if (!code) return notAHost(response.status);
    return Object.assign(
      new HostError(code, message),
      isUnsent && { sent: false },
      hold && { hold },
    );
  },
  foreign: notAHost,
};
