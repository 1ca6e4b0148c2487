import { createHookLog, harmless } from '@mx-member/machine/hosting';
import { FAULT_CODES, type FaultCode, MxError } from '@mx-member/machine/step';
import {
  problemDetails,
  problemOf,
  problemResponse,
  Refusal,
  refusalResponse,
} from './problems.ts';
import { isJson, parseJson, readText, TooLongError } from './web/body.ts';
import { TimeoutError, withTimeout } from './web/timeout.ts';

/**
 * What each request to a server passes: may the caller do this, does the body fit, does everything end in time, and what
 * does the caller get when it does not. The relay and the host over HTTP share it.
 */

/** What `authorize` answers: `true` is a yes, `'signedOut'` a 401, everything else a 403. */
export type Authorization = boolean | 'signedOut';

/** Options of a gate. `Place` names what the server was doing. */
export interface GateOptions<Place extends string> {
  /** The longest body that is read, in bytes. @default 65536 */
  readonly maxBody?: number | undefined;
  /** How long the body may take, and each question to the functions of whoever runs the server, in ms. @default 10000 */
  readonly timeout?: number | undefined;
  /** What was thrown that no caller is shown. What it throws itself is ignored. @default a line on the console */
  readonly onError?: ((thrown: unknown, where: Place) => void) | undefined;
}

/** Asks a function of whoever runs the server. */
type Question<Result> = (signal: AbortSignal) => Result | Promise<Result>;

const DEFAULT_MAX_BODY = 64 * 2 ** 10;
const DEFAULT_TIMEOUT = 10_000;

/** Longer than any port takes that keeps its own time limits, in ms. */
const MAX_CALL = 60_000;

/** @throws {Refusal} for a content type that a form of another site could send too, with the cookies of a user. */
export function requireJson(request: Request): void {
  if (!isJson(request)) throw new Refusal('not-json');
}

const tooLarge = (limit: number): Refusal =>
  new Refusal('too-large', { detail: `Send at most ${limit} bytes.` });

/** A body is on its way that nobody will read. */
const isUnread = ({ method, bodyUsed }: Request): boolean =>
  (method === 'POST' || method === 'PUT') && !bodyUsed;

/** One for each server. */
export class Gate<Place extends string> {
  readonly #maxBody: number;
  readonly #timeout: number;
  /** Reports what no caller is shown. */
  readonly report: (thrown: unknown, where: Place) => void;

  /** @param owner The factory of the server, for the log. */
  constructor(
    owner: string,
    { maxBody = DEFAULT_MAX_BODY, timeout = DEFAULT_TIMEOUT, onError }: GateOptions<Place>,
  ) {
    this.#maxBody = maxBody;
    this.#timeout = timeout;
    this.report = harmless(onError ?? createHookLog(owner));
  }

  /**
   * Asks a function of whoever runs the server.
   * @throws {Refusal} `unavailable` when it fails or takes too long: that is not a no, because nobody could be asked.
   */
  async ask<Result>(
    where: Place,
    { signal }: Request,
    question: Question<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(this.#timeout, question, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      this.report(thrown, where);
      throw new Refusal('unavailable');
    }
  }

  /** @throws {Refusal} unless the answer is `true`. */
  async authorize(
    where: Place,
    request: Request,
    question: Question<Authorization>,
  ): Promise<void> {
    const answer = await this.ask(where, request, question);
    if (answer === 'signedOut') throw new Refusal('signed-out');
    if (answer !== true) throw new Refusal('forbidden');
  }

  /**
   * The JSON of a request.
   * @throws {Refusal} when it is too long, too slow or not JSON.
   */
  async readJson({ body, headers, signal: outer }: Request): Promise<unknown> {
    const limit = this.#maxBody;
    if (Number(headers.get('content-length')) > limit) throw tooLarge(limit);
    let text: string;
    try {
      text = await withTimeout(this.#timeout, (signal) => readText(body, limit, signal), outer);
    } catch (thrown) {
      outer.throwIfAborted();
      if (thrown instanceof TooLongError) throw tooLarge(limit);
      if (thrown instanceof TimeoutError) throw new Refusal('too-slow');
      throw new Refusal('invalid', { detail: 'The body broke off.' });
    }
    const json = parseJson(text);
    if (json === undefined) throw new Refusal('invalid', { detail: 'The body must be JSON.' });
    return json;
  }

  /**
   * Makes a call to MX. What its port should not throw is reported, and becomes `unexpected`.
   * @param call.until Gives the call up: the signal of a caller who may leave. A command goes through, because half of one helps
   *   nobody.
   * @param call.late The fault of a call that takes longer than 60 s. @default 'unreachable'
   * @throws {MxError} whatever goes wrong; the reason of `until`.
   */
  async callMx<Result>(
    {
      where,
      until,
      late = 'unreachable',
    }: {
      readonly where: Place;
      readonly until?: AbortSignal | undefined;
      readonly late?: FaultCode;
    },
    make: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(MAX_CALL, make, until);
    } catch (thrown) {
      if (thrown instanceof Refusal || (until?.aborted && thrown === until.reason)) throw thrown;
      if (thrown instanceof TimeoutError) throw new MxError(late);
      const { code, retryAfter } = Object(thrown) as Record<string, unknown>;
      const fault = FAULT_CODES.find((one) => one === code);
      if (fault === undefined || fault === 'badReturn') this.report(thrown, where);
      throw new MxError(fault ?? 'unexpected', {
        ...(typeof retryAfter === 'number' && { retryAfter }),
      });
    }
  }

  /**
   * Serves a request. Whatever is thrown becomes a problem; what nobody should throw is reported.
   * @param onRefused Gets what the server itself refuses.
   */
  async respond(
    request: Request,
    serve: () => Promise<Response>,
    where: () => Place,
    onRefused: (refusal: Refusal) => void = () => {},
  ): Promise<Response> {
    try {
      return await serve();
    } catch (thrown) {
      if (thrown instanceof Refusal) {
        harmless(onRefused)(thrown);
        return refusalResponse(thrown, { isUnread: isUnread(request) });
      }
      const problem = problemOf(thrown);
      if (problem) return problemResponse(problem);
      // The caller has left: nobody reads this.
      if (request.signal.aborted) return problemResponse(problemDetails('unavailable'));
      this.report(thrown, where());
      return problemResponse(problemDetails('failed'));
    }
  }
}
