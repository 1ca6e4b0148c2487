/**
 * What is known of one scenario, and all that the verdicts may use. Times are ms of the bank's clock since the scenario began.
 * Members and people have numbers from 1: person 1 owns member 1 until the server makes a member of its own. No header, value,
 * answer or credential is here.
 */

/** What a request asks of MX, as far as a verdict needs it. */
export type MxCall = 'create' | 'update' | 'start' | 'answer' | 'read' | 'other';

/** What a reading showed the server. */
export interface ShownToServer {
  /** `connection_status` */
  readonly status: string | null;
  /** `is_being_aggregated` */
  readonly running: boolean;
  /** Guids of the questions. */
  readonly questions: readonly string[];
}

/** A request that reached the bank. */
export interface BankRequest {
  readonly at: number;
  /** When the reply was ready. */
  readonly answeredAt: number;
  readonly method: string;
  /** With names in place of what identifies somebody: `/users/{user}/members/{member}/status`. */
  readonly path: string;
  readonly call: MxCall;
  readonly member: number | null;
  /** `null`: the reply was lost. */
  readonly status: number | null;
  /** Paths of the fields of its body, such as `member.challenges.guid`. */
  readonly fields: readonly string[];
  /** It named a version of the API. */
  readonly hasVersion: boolean;
  /** An update with credentials, which starts a job (D-MEM). */
  readonly hasCredentials: boolean;
  /** Guids of the questions that it answers. */
  readonly answered: readonly string[];
  /** The people whose answers it holds. */
  readonly answersOf: readonly number[];
  /** In the reply of a reading; `null` for any other reply. */
  readonly shown: ShownToServer | null;
  /** How long a 429 or 503 asked to wait, in ms; `null` where it asked nothing. */
  readonly retryAfter: number | null;
}

/** How a member stands at the bank from a moment on. */
export interface MemberMoment extends ShownToServer {
  readonly at: number;
  readonly member: number;
  /** How many jobs have ended since the scenario began. */
  readonly jobsEnded: number;
}

/** What a person did or saw. */
export type PersonEvent = { readonly at: number; readonly person: number } & (
  | { readonly type: 'starts'; readonly hasNewPassword: boolean }
  | { readonly type: 'started'; readonly member: number }
  | { readonly type: 'sees'; readonly question: string }
  | { readonly type: 'answers'; readonly questions: readonly string[] }
  /** The server did not do what the person asked; `status` is that of HTTP, where there is one. */
  | { readonly type: 'refused'; readonly what: 'start' | 'answer'; readonly status: number | null }
  | { readonly type: 'learns'; readonly end: 'connected' | 'failed' }
  | { readonly type: 'leaves' }
);

/** A secret in the server's output. */
export interface Leak {
  readonly stream: 'standard output' | 'standard error';
  /** From 1. */
  readonly line: number;
  readonly kind: 'the API key' | 'a password' | 'an answer';
}

/** Something outside of requests and people. */
export type WorldEvent = { readonly at: number } & (
  | { readonly type: 'webhook'; readonly member: number }
  | { readonly type: 'outageBegins' | 'outageEnds' }
  /** The tool killed the server, or the server ended by itself. */
  | { readonly type: 'killed' | 'restarted' | 'endedByItself' }
);

export interface BackendEvidence {
  /** How many times faster than real time the bank's clock went. */
  readonly speed: number;
  /** When the scenario ended. */
  readonly until: number;
  readonly requests: readonly BankRequest[];
  readonly moments: readonly MemberMoment[];
  readonly people: readonly PersonEvent[];
  /** When each person's page asked how it stands. */
  readonly looks: readonly { readonly at: number; readonly person: number }[];
  readonly world: readonly WorldEvent[];
  /** What was found in the output; `null` when the output could not be read. */
  readonly output: { readonly lines: number; readonly leaks: readonly Leak[] } | null;
}
