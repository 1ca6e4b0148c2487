import {
  HOST_ERROR_CODES,
  type HostErrorCode,
  type LoginHold,
  loginHoldOf,
} from '@mx-member/machine/hosting';
import { FAULT_CODES, FAULTS, type FaultCode } from '@mx-member/machine/step';
import { retryAfterValue } from './web/retry-after.ts';

/** Problem details (RFC 9457): how every server here reports an error, and how every client reads it. */

const PAGE = 'https://git.example/mx-member/blob/main/docs/host-http.md';

type Row = readonly [status: number, code: HostErrorCode, detail: string];

/**
 * All problems, by the last part of their `type`: HTTP status, code of the `HostError`, and default detail. The first
 * sentence of the detail is the title.
 */
export const PROBLEMS = {
  invalid: [400, 'invalid', 'The request is not valid.'],
  'signed-out': [401, 'signedOut', 'Nobody is signed in. Sign in, and send the request again.'],
  forbidden: [403, 'forbidden', 'This caller may not do this.'],
  'other-site': [403, 'forbidden', 'Pages of this origin may not call this server.'],
  'job-not-served': [403, 'forbidden', 'This server does not start this job.'],
  'return-not-served': [403, 'forbidden', 'This server does not send people to this address.'],
  'wish-not-served': [
    403,
    'forbidden',
    'This server does not accept these metadata or use cases for a new member.',
  ],
  'not-served': [
    403,
    'forbidden',
    'This server does not serve this call. A relay serves connectRelay, and a host serves connectHost.',
  ],
  'not-found': [404, 'notFound', 'The host or MX does not know what this address names.'],
  'no-such-address': [
    404,
    'invalid',
    'This address does not exist. The OpenAPI file lists all addresses.',
  ],
  'method-not-allowed': [405, 'invalid', 'The method is not allowed. Use one that Allow names.'],
  'login-held': [
    428,
    'forbidden',
    'The bank has refused logins before. Ask the person, then send this login again with confirmed.',
  ],
  'too-slow': [408, 'unreachable', 'The body did not arrive in time.'],
  busy: [409, 'busy', 'Another job of this member is running. Start this one when it has ended.'],
  unreadable: [
    409,
    'unreadable',
    'The server cannot read its record of this member. A start with replace sets it aside.',
  ],
  'too-large': [413, 'invalid', 'The body is too long.'],
  'not-json': [415, 'invalid', 'The body is not JSON. Its content type must be application/json.'],
  'institution-blocked': [422, 'invalid', 'MX blocks this institution at the moment.'],
  'key-reused': [
    422,
    'invalid',
    'This Idempotency-Key belongs to a command with another body. Send each command with a new key.',
  ],
  'rate-limited': [429, 'unreachable', 'Too many requests. Try again later.'],
  'too-many-logins': [
    429,
    'unreachable',
    'This user has caused too many logins at banks. Try again later.',
  ],
  'command-running': [
    429,
    'unreachable',
    'Another command for this member is running. Try again when it has ended.',
  ],
  mx: [502, 'unreachable', 'The call to MX failed.'],
  failed: [500, 'unreachable', 'The server failed. Try again later.'],
  unavailable: [503, 'unreachable', 'The server cannot do this at the moment. Try again.'],
} as const satisfies Readonly<Record<string, Row>>;
/** The name of a problem: the last part of its `type`. */
export type ProblemName = keyof typeof PROBLEMS;

/** The variable parts of a problem. */
interface Particulars {
  /** What happened and what to do, without quoting the request. */
  readonly detail?: string;
  /** The code of the `MxError`, if a call to MX or the port has failed. */
  readonly fault?: FaultCode;
  /** How long to wait before the next attempt, in ms. The header `Retry-After` has it in seconds. */
  readonly retryAfter?: number | undefined;
  /**
   * `false` if the server itself refused the request, or its host could not begin, so that MX has carried nothing out. Before it holds a
   * creation, MX may have said that the user has this login.
   */
  readonly sent?: false;
  /** Only of `login-held`: why the login waits for a yes of the person, and how to say it. */
  readonly hold?: LoginHold;
}

/** The body of an `application/problem+json`. */
export interface ProblemDetails extends Particulars {
  /** The address of a page about the problem. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The code of the `HostError` that a client of a host throws. */
  readonly code: HostErrorCode;
}

/** The first sentence of a text, without its full stop. */
export const problemTitle = (detail: string): string => detail.split('.', 1)[0] ?? '';

/** Makes a problem of the table, with its variable parts. */
export function problemDetails(name: ProblemName, more: Particulars = {}): ProblemDetails {
  const [status, code, detail] = PROBLEMS[name];
  return { type: `${PAGE}#${name}`, title: problemTitle(detail), status, detail, code, ...more };
}

/** The wait as a field. Empty if it is not a number. */
export const retryWait = (retryAfter: unknown): { readonly retryAfter?: number } =>
  typeof retryAfter === 'number' && retryAfter >= 0 ? { retryAfter } : {};

/** The server refuses a request before MX carries anything out. */
export class Refusal extends Error {
  readonly reason: ProblemName;
  readonly problem: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    reason: ProblemName,
    more: Particulars = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    const problem = problemDetails(reason, { ...more, sent: false });
    super(problem.detail);
    this.reason = reason;
    this.problem = problem;
    this.headers = headers;
  }
}

/** A request that is not valid. @param detail A sentence that does not quote the request. */
export const invalid = (detail: string): Refusal => new Refusal('invalid', { detail });

export function notAllowed(methods: readonly string[]): Refusal {
  const detail = `Use ${methods.join(' or ')}.`;
  return new Refusal('method-not-allowed', { detail }, { allow: methods.join(', ') });
}

const OF_HOST: Readonly<Record<HostErrorCode, ProblemName>> = {
  busy: 'busy',
  notFound: 'not-found',
  invalid: 'invalid',
  signedOut: 'signed-out',
  forbidden: 'forbidden',
  unreachable: 'unavailable',
  unreadable: 'unreadable',
  // To the caller this is a server that stops, and that may come back.
  closed: 'unavailable',
};

/** `mx` stands for failures between the server and MX, such as a wrong key. Callers learn no more than that. */
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

/** Removes names of unknown fields and numbers from a schema's message, because either may be an answer. */
export const withoutValues = (sentence: string): string =>
  sentence
    .replace(/^.* is not known/s, 'The request has a field that is not known')
    .replace(/, not .*$/s, '');

/**
 * Converts an error of a host or of MX to a problem. `null` for an unexpected error.
 *
 * @param notFound The detail if MX answers 404.
 */
export function problemOf(
  thrown: unknown,
  notFound: string = FAULTS.notFound.message,
): ProblemDetails | null {
  const { name, code, message, retryAfter, sent } = Object(thrown) as Record<string, unknown>;
  const hostCode = HOST_ERROR_CODES.find((one) => name === 'HostError' && one === code);
  if (hostCode)
    return problemDetails(OF_HOST[hostCode], {
      detail: withoutValues(String(message)),
      ...(sent === false && { sent }),
    });
  const fault = FAULT_CODES.find((one) => name === 'MxError' && one === code);
  if (!fault) return null;
  const detail = fault === 'notFound' ? notFound : FAULTS[fault].message;
  return problemDetails(OF_FAULT[fault], { detail, fault, ...retryWait(retryAfter) });
}

/** On every response, because it is about one person: do not cache it, and do not sniff its content type. */
const SAFE_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** The response for a problem. @param headers In addition to the headers of every problem. */
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
      // The rest of the body is not read, so the connection is closed.
      ...((status === 408 || status === 413) && { connection: 'close' }),
      ...headers,
    },
  });
}

/** The response to a successful request: its JSON, or 204 for `undefined`. */
export const doneResponse = (result: unknown): Response =>
  result === undefined
    ? new Response(null, { status: 204, headers: SAFE_HEADERS })
    : Response.json(result, { headers: SAFE_HEADERS });

/** Reads the problem of a response. `null` if the response does not come from one of these servers. */
export function readProblem({ headers }: Response, body: unknown) {
  const { code, detail, fault, retryAfter, sent } = Object(body) as Record<string, unknown>;
  const isProblem = headers.get('content-type')?.startsWith('application/problem+json');
  if (!isProblem || typeof code !== 'string') return null;
  return {
    /** The code of a `HostError`. A newer server may send other codes. */
    code,
    message: String(detail),
    fault: FAULT_CODES.find((one) => one === fault),
    wait: retryWait(retryAfter),
    /** Whether the server itself refused the request, so that MX has carried nothing out. */
    isUnsent: sent === false,
    hold: loginHoldOf(body),
  };
}
