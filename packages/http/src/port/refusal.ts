import { FAULT_CODES, type FaultCode } from '@mx-member/machine/step';
import type { RelayError } from './replies.ts';

/** Why the relay itself refuses a request, with its HTTP status and the fault code that the page gets. */
export const REFUSALS = {
  /** Not POST. */
  method: [405, 'badRequest'],
  /** Another site. */
  origin: [403, 'forbidden'],
  /** Not JSON, as from a form. */
  contentType: [415, 'badRequest'],
  /** A body longer than `maxBody`. */
  bodyTooLong: [413, 'badRequest'],
  /** A body that did not arrive in time. */
  bodyTooSlow: [408, 'unreachable'],
  /** A body that is no call. */
  malformed: [400, 'badRequest'],
  /** `callerOf` knows nobody, or `authorize` says `signedOut`. */
  signedOut: [401, 'signedOut'],
  /** `authorize` says no. */
  forbidden: [403, 'forbidden'],
  /** A job that is not among `jobs`. */
  job: [403, 'forbidden'],
  /** A call of `MemberAccess` without `access`. */
  access: [403, 'forbidden'],
  /** `callerOf` or `authorize` has thrown, or took too long. */
  unavailable: [503, 'unreachable'],
  /** More than `callerLimits` allow. */
  rateLimited: [429, 'rateLimited'],
  /** A command while another for the same member is under way. */
  commandUnderWay: [429, 'rateLimited'],
} as const satisfies Readonly<Record<string, readonly [status: number, code: FaultCode]>>;

/** Why a relay refuses. */
export type RefusalReason = keyof typeof REFUSALS;

/** The relay refuses: nothing was sent to MX. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  /** In ms. */
  readonly retryAfter: number | undefined;
  constructor(reason: RefusalReason, retryAfter?: number) {
    super(reason);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

/** Who is at fault: the caller, or what is behind the relay (its key is none of the caller's business). */
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

/** What the page gets. */
export interface Reply {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const SECOND = 1000;

function errorReply(status: number, error: RelayError['error']): Reply {
  const { retryAfter } = error;
  return {
    status,
    body: { error } satisfies RelayError,
    headers: {
      ...(retryAfter !== undefined && { 'retry-after': String(Math.ceil(retryAfter / SECOND)) }),
      ...(status === 405 && { allow: 'POST, OPTIONS' }),
      // The rest of the body is not read: let the connection go with it.
      ...((status === 408 || status === 413) && { connection: 'close' }),
    },
  };
}

const wait = (retryAfter: unknown) =>
  typeof retryAfter === 'number' && retryAfter >= 0 ? { retryAfter } : {};

/** The answer to a request that the relay refuses. */
export function refusalReply({ reason, retryAfter }: Refusal): Reply {
  const [status, code] = REFUSALS[reason];
  return errorReply(status, { code, ...wait(retryAfter), sent: false });
}

/** The fault code of what a port has thrown; `undefined` for what no port should throw. */
export const codeOf = (thrown: unknown): FaultCode | undefined =>
  FAULT_CODES.find((one) => one === Object(thrown).code);

/** The answer to a call that failed behind the relay: of the error only the code gets out, and how long to wait. */
export function failureReply(thrown: unknown): Reply {
  const code = codeOf(thrown) ?? 'unexpected';
  return errorReply(HTTP_STATUS[code], { code, ...wait(Object(thrown).retryAfter) });
}
