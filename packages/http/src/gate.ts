import { createHookLog, harmless } from '@mx-member/machine/hosting';
import { FAULT_CODES, MxError } from '@mx-member/machine/step';
import type { Action } from './addresses.ts';
import { invalid, problemDetails, problemOf, problemResponse, Refusal } from './problems.ts';
import { ROUTES, type Route } from './routes.ts';
import { isJson, parseJson, readText, TooLongError } from './web/body.ts';
import { TimeoutError, withTimeout } from './web/timeout.ts';

/**
 * The gate that each request to a server passes. It answers four questions: may the caller do this, is the body valid,
 * does everything end in time, and what does a refused caller get? The relay and the host over HTTP share it.
 */

/** What a server was doing when an error was thrown. */
export type ServerErrorPlace = 'authorize' | 'authorizeErasure' | 'webhook' | 'loginStore' | Action;

/** Options of a gate. */
export interface GateOptions {
  /** The maximum length of a body, in bytes. @default 65536 */
  readonly maxBody?: number | undefined;
  /** The time limit for receiving the body, and for each of your own functions, in ms. @default 10000 */
  readonly timeout?: number | undefined;
  /**
   * Called with errors that the caller does not see. Its own errors are ignored. @default logs a line to the console
   */
  readonly onError?: ((thrown: unknown, where: ServerErrorPlace) => void) | undefined;
}

/** A function of the operator returns something wrong. The message says what was expected and what came, and quotes no value. */
export class WrongResultError extends TypeError {
  override readonly name = 'WrongResultError';
}

/** Logs errors, and says what a function of the operator should have returned. */
function createServerLog(owner: string): NonNullable<GateOptions['onError']> {
  const log = createHookLog(owner);
  return (thrown, where) =>
    log(thrown, thrown instanceof WrongResultError ? `${where} (${thrown.message})` : where);
}

/** A call of a function that the operator of the server provides. */
type Question<Result> = (signal: AbortSignal) => Result | Promise<Result>;

const DEFAULT_MAX_BODY = 64 * 2 ** 10;
const DEFAULT_TIMEOUT = 10_000;

/** Longer than the time limit of any port, in ms. */
const MAX_CALL = 60_000;

/** @throws {Refusal} for a content type that a form on another site could send with the user's cookies. */
export function requireJson(request: Request): void {
  if (!isJson(request)) throw new Refusal('not-json');
}

const tooLarge = (limit: number): Refusal =>
  new Refusal('too-large', { detail: `Send at most ${limit} bytes.` });

const NO_BODY =
  'The body is empty, or it was read before. Is a body parser, such as express.json(), mounted before this handler?';

/** What a 404 of MX says. */
const notFoundAt = (place: ServerErrorPlace): string | undefined =>
  (Object.hasOwn(ROUTES, place) ? (ROUTES[place as Action] as Route) : undefined)?.notFound;

/** Whether a body is still arriving that nobody will read. */
const isUnread = ({ method, bodyUsed }: Request): boolean =>
  (method === 'POST' || method === 'PUT') && !bodyUsed;

/** The gate of one server. */
export class Gate {
  readonly #maxBody: number;
  readonly #timeout: number;
  /** Reports an error that the caller does not see. */
  readonly report: (thrown: unknown, where: ServerErrorPlace) => void;

  /** @param owner The factory of the server, for the log. */
  constructor(
    owner: string,
    { maxBody = DEFAULT_MAX_BODY, timeout = DEFAULT_TIMEOUT, onError }: GateOptions,
  ) {
    this.#maxBody = maxBody;
    this.#timeout = timeout;
    this.report = harmless(onError ?? createServerLog(owner));
  }

  /**
   * Calls a function that the operator of the server provides.
   *
   * @throws {Refusal} `unavailable` when it fails or takes too long. The caller then gets 503, not 403, because the
   * question was not answered.
   */
  async ask<Result>(
    where: ServerErrorPlace,
    { signal }: Request,
    question: Question<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(this.#timeout, question, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      this.report(thrown, where);
      throw new Refusal('unavailable', {
        detail: 'The server could not check whether this is allowed. Try again.',
      });
    }
  }

  /**
   * Reads the JSON of a request.
   *
   * @throws {Refusal} when it is too long, too slow or not JSON.
   */
  async readJson({ body, bodyUsed, headers, signal: outer }: Request): Promise<unknown> {
    if (bodyUsed) throw invalid(NO_BODY);
    const limit = this.#maxBody;
    if (Number(headers.get('content-length')) > limit) throw tooLarge(limit);
    let text: string;
    try {
      text = await withTimeout(this.#timeout, (signal) => readText(body, limit, signal), outer);
    } catch (thrown) {
      outer.throwIfAborted();
      if (thrown instanceof TooLongError) throw tooLarge(limit);
      if (thrown instanceof TimeoutError) throw new Refusal('too-slow');
      throw invalid('The connection was lost before the whole body arrived.');
    }
    if (text === '') throw invalid(NO_BODY);
    const json = parseJson(text);
    if (json === undefined) throw invalid('The body must be JSON.');
    return json;
  }

  /**
   * Makes a call to MX. Errors that a port should not throw are reported, and become `unexpected`.
   *
   * @param until Aborts the call: the signal of a caller who may leave. `undefined` for a command, because an aborted command
   *   may or may not have reached MX.
   * @throws {MxError} for any failure. Also rejects with the reason of `until`.
   */
  async callMx<Result>(
    where: Action,
    until: AbortSignal | undefined,
    make: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(MAX_CALL, make, until);
    } catch (thrown) {
      if (thrown instanceof Refusal || (until?.aborted && thrown === until.reason)) throw thrown;
      if (thrown instanceof TimeoutError)
        throw new MxError(where === 'submitAnswers' ? 'lost' : 'unreachable');
      const { code, retryAfter } = Object(thrown) as Record<string, unknown>;
      const fault = FAULT_CODES.find((one) => one === code);
      if (fault === undefined || fault === 'badReturn') this.report(thrown, where);
      throw new MxError(fault ?? 'unexpected', {
        ...(typeof retryAfter === 'number' && { retryAfter }),
      });
    }
  }

  /**
   * Serves a request. Every error becomes a problem, and unexpected errors are also reported.
   *
   * @param onRefused Called with problems that the server itself causes.
   */
  async respond(
    request: Request,
    serve: () => Promise<Response>,
    where: () => ServerErrorPlace,
    onRefused: (refusal: Refusal) => void = () => {},
  ): Promise<Response> {
    try {
      return await serve();
    } catch (thrown) {
      if (thrown instanceof Refusal) {
        harmless(onRefused)(thrown);
        return problemResponse(thrown.problem, {
          ...(isUnread(request) && { connection: 'close' }),
          ...thrown.headers,
        });
      }
      const problem = problemOf(thrown, notFoundAt(where()));
      if (problem) return problemResponse(problem);
      // The caller has aborted, so nobody reads this response.
      if (request.signal.aborted) return problemResponse(problemDetails('unavailable'));
      this.report(thrown, where());
      return problemResponse(problemDetails('failed'));
    }
  }
}
