import type { MemberPort } from '@mx-member/machine/step';
import { isJson, readText, TimeoutError, TooLongError, withTimeout } from '../web/index.ts';
import { createCallers, createCommands } from './callers.ts';
import { makeCall } from './calls.ts';
import { checkOptions, type RelayErrorSource, type RelayOptions } from './options.ts';
import { createOrigins } from './origin.ts';
import { isCommand, type RelayCall, toRelayCall } from './protocol.ts';
import { codeOf, failureReply, REFUSALS, Refusal, type Reply, refusalReply } from './refusal.ts';

const DEFAULT_MAX_BODY = 64 * 2 ** 10;
const DEFAULT_TIMEOUT = 10_000;

function parsed(body: string): RelayCall {
  try {
    return toRelayCall(JSON.parse(body));
  } catch {
    throw new Refusal('malformed');
  }
}

/** The caller has left: nobody reads this. */
const GONE = failureReply({ code: 'unreachable' });

/** What is known of a request when it is refused. */
interface Known {
  caller: string | null;
  asked: RelayCall | null;
}

const silently = (report: () => void): void => {
  try {
    report();
  } catch {
    // A log that fails is no reason to serve nobody.
  }
};

/**
 * Serves a port to browsers and workers, so that the API key stays on your server: a handler for any framework that
 * speaks `Request` and `Response`. It takes `POST` with JSON, from its own origin, for members that `authorize` allows.
 * Of an error only the code gets out, and how long to wait.
 * @throws {TypeError} without `authorize`, or when an option is wrong.
 */
export function createRelay(
  port: MemberPort,
  options: RelayOptions,
): (request: Request) => Promise<Response> {
  checkOptions(options);
  const { authorize, callerOf, jobs = ['aggregate'], access, onRefused, onError } = options;
  const { maxBody = DEFAULT_MAX_BODY, timeout = DEFAULT_TIMEOUT, allowedOrigins = [] } = options;
  const origins = createOrigins(options.publicUrl, allowedOrigins);
  const turnOf = createCallers(options.callerLimits);
  const command = createCommands();

  /** What a function of the host says. When it fails or takes too long, that is no no: whoever knows could not be asked. */
  async function ask<Result>(
    where: RelayErrorSource,
    { signal: outer }: Request,
    question: (signal: AbortSignal) => Result | Promise<Result>,
  ): Promise<Result> {
    try {
      return await withTimeout(timeout, question, outer);
    } catch (thrown) {
      outer.throwIfAborted();
      silently(() => onError?.(thrown, where));
      throw new Refusal('unavailable');
    }
  }

  async function name(request: Request): Promise<string | null> {
    if (!callerOf) return null;
    const caller: unknown = await ask('callerOf', request, (signal) =>
      callerOf(request, { signal }),
    );
    if (typeof caller === 'string' && caller !== '') return caller;
    throw new Refusal('signedOut');
  }

  async function read({ body, signal: outer }: Request): Promise<RelayCall> {
    try {
      return parsed(await withTimeout(timeout, (signal) => readText(body, maxBody, signal), outer));
    } catch (thrown) {
      outer.throwIfAborted();
      if (thrown instanceof Refusal) throw thrown;
      if (thrown instanceof TimeoutError) throw new Refusal('bodyTooSlow');
      throw new Refusal(thrown instanceof TooLongError ? 'bodyTooLong' : 'malformed');
    }
  }

  async function permit(request: Request, asked: RelayCall, caller: string | null): Promise<void> {
    const { call } = asked;
    const isAccess =
      call === 'oauthWindowUri' ||
      call === 'updateCredentials' ||
      call === 'institutionCredentials';
    if (isAccess && !access) throw new Refusal('access');
    if (call === 'institutionCredentials') return; // It is about no member, and `callerOf` knows the caller.
    const job = call === 'startJob' ? asked.job : null;
    const answer = await ask('authorize', request, (signal) =>
      authorize(request, { member: asked.member, call, job, caller }, { signal }),
    );
    if (answer === 'signedOut') throw new Refusal('signedOut');
    if (answer !== true) throw new Refusal('forbidden');
    if (job !== null && !jobs.includes(job)) throw new Refusal('job');
  }

  async function make(asked: RelayCall, { signal }: Request): Promise<Reply> {
    signal.throwIfAborted(); // A command is not made for somebody who has left.
    const call = () => makeCall(asked, { port, access, signal });
    try {
      return { status: 200, body: await (isCommand(asked) ? command(asked.member, call) : call()) };
    } catch (thrown) {
      if (thrown instanceof Refusal) throw thrown;
      if (signal.aborted && thrown === signal.reason) return GONE;
      const code = codeOf(thrown);
      if (code === undefined || code === 'badReturn') silently(() => onError?.(thrown, asked.call));
      return failureReply(thrown);
    }
  }

  async function serve(request: Request, known: Known): Promise<Reply> {
    if (request.method !== 'POST') throw new Refusal('method');
    if (!origins.isAllowed(request)) throw new Refusal('origin');
    if (!isJson(request)) throw new Refusal('contentType');
    const caller = await name(request);
    known.caller = caller;
    let release = caller === null ? undefined : await turnOf(`caller ${caller}`, request.signal);
    try {
      const asked = await read(request);
      known.asked = asked;
      await permit(request, asked, caller);
      if (!release && 'member' in asked)
        release = await turnOf(`user ${asked.member.userGuid}`, request.signal);
      return await make(asked, request);
    } finally {
      release?.();
    }
  }

  async function reply(request: Request): Promise<Reply> {
    const known: Known = { caller: null, asked: null };
    try {
      return await serve(request, known);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) return request.signal.aborted ? GONE : failureReply(thrown);
      const { asked, caller } = known;
      const [status, code] = REFUSALS[thrown.reason];
      const member = asked && 'member' in asked ? asked.member : null;
      silently(() =>
        onRefused?.({
          reason: thrown.reason,
          status,
          code,
          caller,
          call: asked?.call ?? null,
          member,
        }),
      );
      return refusalReply(thrown);
    }
  }

  return async (request) => {
    const headers = {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...origins.corsHeaders(request),
    };
    if (request.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { ...headers, allow: 'POST, OPTIONS' } });
    const { status, body, headers: more } = await reply(request);
    return Response.json(body, { status, headers: { ...headers, ...more } });
  };
}
