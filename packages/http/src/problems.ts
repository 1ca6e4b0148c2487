import { HOST_ERROR_CODES, type HostErrorCode } from '@mx-member/machine/hosting';
import { FAULT_CODES, FAULTS, type FaultCode } from '@mx-member/machine/step';
import { retryAfterValue } from './web/retry-after.ts';

/** Problem details (RFC 9457): how every server here says that something was not done, and how every client reads it. */

const PAGE = 'https://git.example/mx-member/blob/main/docs/http-problems.md';

type Row = readonly [status: number, code: HostErrorCode, title: string, detail: string];

/**
 * Each problem by the last part of its `type`: its HTTP status, the code of `HostError`, its title, and what happened and what
 * to do, unless a server can say more.
 */
export const PROBLEMS = {
  invalid: [400, 'invalid', 'The request is not valid', 'The request is not valid.'],
  'signed-out': [401, 'signedOut', 'Sign in', 'Sign in, and send the request again.'],
  forbidden: [403, 'forbidden', 'Not allowed', 'This caller may not do this.'],
  'other-site': [
    403,
    'forbidden',
    'The site may not call',
    'Pages of this origin may not call this server.',
  ],
  'job-not-served': [
    403,
    'forbidden',
    'The job may not be started',
    'This server does not start this job.',
  ],
  'access-not-served': [
    403,
    'forbidden',
    'The call is not served',
    'This server does not serve calls straight to MX.',
  ],
  'not-found': [404, 'notFound', 'The member is not known', 'The member is not known.'],
  'no-such-address': [
    404,
    'invalid',
    'There is no such address',
    'There is nothing at this address. The OpenAPI file lists what there is.',
  ],
  'method-not-allowed': [405, 'invalid', 'The method is not allowed', 'Use another method.'],
  'too-slow': [
    408,
    'unreachable',
    'The request did not arrive in time',
    'The body did not arrive in time.',
  ],
  busy: [409, 'busy', 'Another job runs', 'Another job of this member runs.'],
  unreadable: [
    409,
    'unreadable',
    'The record cannot be read',
    'The server has a record of this member that it cannot read.',
  ],
  'too-large': [413, 'invalid', 'The request is too large', 'The body is too long.'],
  'not-json': [
    415,
    'invalid',
    'The request must be JSON',
    'Send JSON, with the content type application/json.',
  ],
  'institution-blocked': [
    422,
    'invalid',
    'The institution cannot be used',
    'MX does not let this institution be used now.',
  ],
  'rate-limited': [429, 'unreachable', 'Too many requests', 'Send less, and try again later.'],
  'command-running': [
    429,
    'unreachable',
    'Another command runs',
    'Another command for this member is under way. Try again when it has ended.',
  ],
  mx: [502, 'unreachable', 'MX did not do this', 'MX did not do this.'],
  failed: [500, 'unreachable', 'The server failed', 'The server failed. Try again later.'],
  unavailable: [
    503,
    'unreachable',
    'Not available now',
    'The server could not check this. Try again.',
  ],
} as const satisfies Readonly<Record<string, Row>>;
/** The name of a problem: the last part of its `type`. */
export type ProblemName = keyof typeof PROBLEMS;

/** What a problem says besides its row in the table. */
interface Particulars {
  /** What happened and what to do, in words that quote nothing of the request. */
  readonly detail?: string;
  /** Where MX, or what calls it, has failed: the code of the `MxError`. */
  readonly fault?: FaultCode;
  /** How long to wait before the next attempt, in ms. `Retry-After` has it in seconds. */
  readonly retryAfter?: number;
  /** `false` where the server itself has refused the request, so that nothing was sent to MX. */
  readonly sent?: false;
}

/** The body of an `application/problem+json`. */
export interface ProblemDetails extends Particulars {
  /** A page about it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The code of the `HostError` that a client of a host throws. */
  readonly code: HostErrorCode;
}

/** A problem of the table, with what can be said besides. */
export function problemDetails(name: ProblemName, more: Particulars = {}): ProblemDetails {
  const [status, code, title, detail] = PROBLEMS[name];
  return { type: `${PAGE}#${name}`, title, status, detail, code, ...more };
}

/** A wait, if it is one. */
export const retryWait = (retryAfter: unknown): { readonly retryAfter?: number } =>
  typeof retryAfter === 'number' && retryAfter >= 0 ? { retryAfter } : {};

/** The server refuses a request: nothing was sent to MX. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;
  /** In ms. */
  readonly retryAfter: number | undefined;
  constructor(
    problem: ProblemName,
    {
      detail = PROBLEMS[problem][3],
      headers = {},
      retryAfter,
    }: {
      readonly detail?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly retryAfter?: number | undefined;
    } = {},
  ) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
    this.retryAfter = retryAfter;
  }
}

const OF_HOST: Readonly<Record<HostErrorCode, ProblemName>> = {
  busy: 'busy',
  notFound: 'not-found',
  invalid: 'invalid',
  signedOut: 'signed-out',
  forbidden: 'forbidden',
  unreachable: 'unavailable',
  unreadable: 'unreadable',
  // For the caller it is a server that stops, and that may come back.
  closed: 'unavailable',
};

/** `mx` is a failure between the server and MX, such as its key, which is none of the caller's business. */
const OF_FAULT: Readonly<Record<FaultCode, ProblemName>> = {
  unauthorized: 'mx',
  forbidden: 'mx',
  malformed: 'mx',
  badRequest: 'invalid',
  notFound: 'not-found',
  notAllowed: 'busy',
  institutionMaintenance: 'institution-blocked',
  institutionUnavailable: 'institution-blocked',
  institutionPrevented: 'institution-blocked',
  institutionPreventNew: 'institution-blocked',
  institutionPreventVerification: 'institution-blocked',
  conflict: 'busy',
  rateLimited: 'rate-limited',
  unreachable: 'unavailable',
  lost: 'unavailable',
  notSent: 'unavailable',
  signedOut: 'signed-out',
  unexpected: 'failed',
  badReturn: 'failed',
};

/** A schema's sentence can name a field of the caller's own, or a number: either may be an answer. */
export const withoutValues = (sentence: string): string =>
  sentence
    .replace(/^.* is not known/s, 'The request has a field that is not known')
    .replace(/, not .*$/s, '');

const ofRefusal = ({ problem, message: detail, retryAfter }: Refusal): ProblemDetails =>
  problemDetails(problem, { detail, ...retryWait(retryAfter), sent: false });

/** What a host or MX has thrown, as a problem; `null` for what neither should throw. */
export function problemOf(thrown: unknown): ProblemDetails | null {
  const { name, code, message, retryAfter } = Object(thrown) as Record<string, unknown>;
  const hostCode = HOST_ERROR_CODES.find((one) => name === 'HostError' && one === code);
  if (hostCode)
    return problemDetails(OF_HOST[hostCode], { detail: withoutValues(String(message)) });
  const fault = FAULT_CODES.find((one) => name === 'MxError' && one === code);
  if (!fault) return null;
  const { message: detail } = FAULTS[fault];
  return problemDetails(OF_FAULT[fault], { detail, fault, ...retryWait(retryAfter) });
}

/** With every response: it is about one person, and it is what it says that it is. */
const SAFE_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** The response that says a problem. @param headers Besides those that each problem has. */
export function problemResponse(
  problem: ProblemDetails,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, retryAfter } = problem;
  return Response.json(problem, {
    status,
    headers: {
      ...SAFE_HEADERS,
      'content-type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'retry-after': retryAfterValue(retryAfter) }),
      // The rest of the body is not read, so the connection goes with it.
      ...((status === 408 || status === 413) && { connection: 'close' }),
      ...headers,
    },
  });
}

/**
 * The response to a request that the server refuses.
 * @param request.isUnread Its body is not read, so the connection goes with it: it may come slowly, or never end.
 */
export const refusalResponse = (
  refusal: Refusal,
  { isUnread }: { readonly isUnread: boolean },
): Response =>
  problemResponse(ofRefusal(refusal), {
    ...(isUnread && { connection: 'close' }),
    ...refusal.headers,
  });

/** The response to a request that was done: its JSON, or 204 for `undefined`. */
export const doneResponse = (result: unknown): Response =>
  result === undefined
    ? new Response(null, { status: 204, headers: SAFE_HEADERS })
    : Response.json(result, { headers: SAFE_HEADERS });

/** A problem as a client needs it. */
export interface ReadProblem {
  /** Of a `HostError`, unless the server is a later one. */
  readonly code: string;
  readonly detail: unknown;
  readonly fault: FaultCode | undefined;
  /** In ms; empty for no wait. */
  readonly wait: { readonly retryAfter?: number };
  /** The server itself has refused: nothing was sent to MX. */
  readonly isUnsent: boolean;
}

/** The problem in a response; `null` where something else than one of these servers has answered. */
export function readProblem({ headers }: Response, body: unknown): ReadProblem | null {
  const { code, detail, fault, retryAfter, sent } = Object(body) as Record<string, unknown>;
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem || typeof code !== 'string') return null;
  return {
    code,
    detail,
    fault: FAULT_CODES.find((one) => one === fault),
    wait: retryWait(retryAfter),
    isUnsent: sent === false,
  };
}
