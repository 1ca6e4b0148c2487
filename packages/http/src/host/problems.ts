import {
  FAULT_CODES,
  FAULTS,
  type FaultCode,
  HOST_ERROR_CODES,
  type HostErrorCode,
} from '@mx-member/machine/step';
import { withoutValues } from './schemas.ts';

/** Problem details (RFC 9457): what a caller gets when something is not done. */

const PAGE = 'https://git.example/mx-member/blob/main/docs/host-http.md';

/** Each problem by the last part of its `type`: its HTTP status, the code of `HostError`, and its title. */
export const PROBLEMS = {
  invalid: [400, 'invalid', 'The request is not valid'],
  'signed-out': [401, 'signedOut', 'Sign in'],
  forbidden: [403, 'forbidden', 'Not allowed'],
  'not-found': [404, 'notFound', 'The member is not known'],
  'no-such-address': [404, 'invalid', 'There is no such address'],
  'method-not-allowed': [405, 'invalid', 'The method is not allowed'],
  'too-slow': [408, 'unreachable', 'The request did not arrive in time'],
  busy: [409, 'busy', 'Another job runs'],
  'too-large': [413, 'invalid', 'The request is too large'],
  'not-json': [415, 'invalid', 'The request must be JSON'],
  mx: [502, 'unreachable', 'MX did not do this'],
  failed: [500, 'unreachable', 'The server failed'],
  unavailable: [503, 'unreachable', 'Not available now'],
} as const satisfies Readonly<
  Record<string, readonly [status: number, code: HostErrorCode, title: string]>
>;
export type ProblemName = keyof typeof PROBLEMS;

/** The body of an `application/problem+json`. */
export interface ProblemDetails {
  /** A page about it. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened and what to do, in words that quote nothing of the request. */
  readonly detail: string;
  /** The code of the `HostError` that the client throws. */
  readonly code: HostErrorCode;
  /** For a call straight to MX: the code of the `MxError`. */
  readonly fault?: FaultCode;
}

/** A request that is not done. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: FaultCode | undefined;
  constructor(
    problem: ProblemName,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
    fault?: FaultCode,
  ) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
    this.fault = fault;
  }
}

/** With every answer: it is about one person, and nothing but what it says that it is. */
export const SAFE_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function problemResponse({ problem, message: detail, headers, fault }: Refusal): Response {
  const [status, code, title] = PROBLEMS[problem];
  const type = `${PAGE}#${problem}`;
  const body = { type, title, status, detail, code, ...(fault && { fault }) };
  return Response.json(body satisfies ProblemDetails, {
    status,
    headers: { ...SAFE_HEADERS, 'content-type': 'application/problem+json', ...headers },
  });
}

const OF_HOST: Readonly<Record<HostErrorCode, ProblemName>> = {
  busy: 'busy',
  notFound: 'not-found',
  invalid: 'invalid',
  signedOut: 'signed-out',
  forbidden: 'forbidden',
  unreachable: 'unavailable',
  // For the caller it is a server that stops, and that may be back.
  closed: 'unavailable',
};

/** What MX says about the caller's request; everything else is between the server and MX. */
const OF_MX: Partial<Record<FaultCode, ProblemName>> = {
  badRequest: 'invalid',
  notFound: 'not-found',
  notAllowed: 'busy',
  conflict: 'busy',
  rateLimited: 'unavailable',
  unreachable: 'unavailable',
  signedOut: 'signed-out',
};

const later = (retryAfter: unknown): Record<string, string> =>
  typeof retryAfter === 'number' && retryAfter >= 0
    ? { 'retry-after': String(Math.ceil(retryAfter / 1000)) }
    : {};

/** What a host or MX has thrown, as a problem; `null` for what neither should throw. */
export function refusalOf(thrown: unknown): Refusal | null {
  if (thrown instanceof Refusal) return thrown;
  const { name, code, message, retryAfter } = Object(thrown) as Record<string, unknown>;
  const host = HOST_ERROR_CODES.find((one) => name === 'HostError' && one === code);
  if (host) return new Refusal(OF_HOST[host], withoutValues(String(message)));
  const fault = FAULT_CODES.find((one) => name === 'MxError' && one === code);
  return fault
    ? new Refusal(OF_MX[fault] ?? 'mx', FAULTS[fault].message, later(retryAfter), fault)
    : null;
}
