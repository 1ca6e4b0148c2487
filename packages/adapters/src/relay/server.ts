import {
  FAULT_CODES,
  type FaultCode,
  type MemberId,
  type MemberPort,
  type Reading,
} from '@mx-member/machine/step';
import * as v from 'valibot';
import { readText, TooLongError } from '../http/body.ts';
import { corsHeaders, isFromHere } from './origin.ts';
import { RelayCall, type RelayError, relayReading } from './protocol.ts';

/** Whom a relay serves. */
export interface RelayOptions {
  /**
   * Decides whether this caller may touch this member: only `true` is a yes. The request is for its headers (cookie,
   * token); its body has been read. When it throws, the caller gets `unreachable` and may try again.
   */
  readonly authorize: (
    request: Request,
    asked: { readonly member: MemberId; readonly call: keyof MemberPort },
  ) => boolean | Promise<boolean>;
  /**
   * Origins that may call besides the relay's own, for example `https://app.example`. Name your own here too when a
   * proxy changes the address under which the relay sees itself. @default []
   */
  readonly allowedOrigins?: readonly string[];
  /** The longest body that is read, in bytes. @default 65536 */
  readonly maxBody?: number;
}

const DEFAULT_MAX_BODY = 64 * 2 ** 10;

/** Whose fault it is: the caller's, or that of what is behind the relay (its key is none of the caller's business). */
const HTTP_STATUS: Readonly<Record<FaultCode, number>> = {
  unauthorized: 502,
  forbidden: 502,
  notFound: 404,
  badRequest: 422,
  notAllowed: 409,
  conflict: 409,
  rateLimited: 429,
  unreachable: 503,
  malformed: 502,
  unexpected: 500,
  badReturn: 500,
  lost: 503,
  notSent: 503,
  signedOut: 401,
};

interface Reply {
  readonly status: number;
  readonly body: Reading | RelayError;
}

const refusal = (status: number, code: FaultCode, retryAfter?: number): Reply => ({
  status,
  body: { error: { code, ...(retryAfter !== undefined && { retryAfter }) } },
});

/** Of an error only the code gets out, and how long to wait. */
function failure(thrown: unknown): Reply {
  const { code, retryAfter } = Object(thrown) as Record<string, unknown>;
  const known = FAULT_CODES.find((one) => one === code) ?? 'unexpected';
  return refusal(
    HTTP_STATUS[known],
    known,
    typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : undefined,
  );
}

const isJson = (request: Request): boolean =>
  /^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '');

/** The call in a request, or why there is none. */
async function read(request: Request, maxBody: number): Promise<RelayCall | Reply> {
  try {
    const parsed = v.safeParse(RelayCall, JSON.parse(await readText(request.body, maxBody)));
    return parsed.success ? parsed.output : refusal(400, 'badRequest');
  } catch (thrown) {
    return refusal(thrown instanceof TooLongError ? 413 : 400, 'badRequest');
  }
}

/** A command goes through even when the caller leaves meanwhile: half an answer helps nobody. A reading need not. */
function make(asked: RelayCall, port: MemberPort, signal: AbortSignal) {
  const { member } = asked;
  switch (asked.call) {
    case 'startJob':
      return port.startJob({ member, job: asked.job });
    case 'readStatus':
      return port.readStatus({ member, expects: asked.expects }, { signal });
    case 'submitAnswers':
      return port.submitAnswers({ member, answers: asked.answers });
  }
}

/**
 * Serves a port to browsers and workers, so that the API key stays on your server: a handler for any framework that
 * speaks `Request` and `Response`. It takes `POST` with JSON, from its own origin, for members that `authorize` allows.
 * Of an error only the code gets out, and how long to wait.
 * @throws {TypeError} without `authorize`.
 */
export function createRelay(
  port: MemberPort,
  { authorize, allowedOrigins = [], maxBody = DEFAULT_MAX_BODY }: RelayOptions,
): (request: Request) => Promise<Response> {
  if (typeof authorize !== 'function')
    throw new TypeError(
      'createRelay: `authorize` must be a function that decides who may touch which member; without it nothing is served.',
    );

  async function serve(request: Request): Promise<Reply> {
    if (request.method !== 'POST') return refusal(405, 'badRequest');
    if (!isFromHere(request, allowedOrigins)) return refusal(403, 'forbidden');
    if (!isJson(request)) return refusal(415, 'badRequest');

    const asked = await read(request, maxBody);
    if ('status' in asked) return asked;
    const { member, call } = asked;
    try {
      if ((await authorize(request, { member, call })) !== true) return refusal(403, 'forbidden');
    } catch {
      // Not a no: whoever knows the answer could not be asked.
      return refusal(503, 'unreachable');
    }

    try {
      return { status: 200, body: relayReading(await make(asked, port, request.signal)) };
    } catch (thrown) {
      return failure(thrown);
    }
  }

  return async (request) => {
    const headers = { 'cache-control': 'no-store', ...corsHeaders(request, allowedOrigins) };
    if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers });
    const { status, body } = await serve(request);
    return Response.json(body, { status, headers });
  };
}
