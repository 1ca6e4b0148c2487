import type { SecretKind } from './words.ts';

/**
 * The evidence of one plan. Rules use nothing else. Times are in ms of the bank's clock since the beginning.
 * Members and people are numbered from 1: person 1 owns member 1, until the server creates its own member. The evidence has
 * no headers, values, answers or credentials.
 */

/** What a request asks MX to do, as far as a judgement needs it. */
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
  /** The path, with names in place of guids: `/users/{user}/members/{member}/status`. */
  readonly path: string;
  readonly call: MxCall;
  readonly member: number | null;
  /** `null`: the reply was lost. */
  readonly status: number | null;
  /** The paths of the fields in its body, such as `member.challenges.guid`. */
  readonly fields: readonly string[];
  /** Whether it names a version of the API. */
  readonly hasVersion: boolean;
  /** Whether it is an update with credentials, which starts a job (D-MEM). */
  readonly hasCredentials: boolean;
  /** The guids of the questions that it answers. */
  readonly answered: readonly string[];
  /** The people whose answers it contains. */
  readonly answersOf: readonly number[];
  /** What the reply to a reading showed; `null` for any other reply. */
  readonly shown: ShownToServer | null;
  /** How long a 429 or 503 asked to wait, in ms; `null` if it did not ask. */
  readonly retryAfter: number | null;
}

/** The state of a member at the bank, from `at` on. */
export interface MemberMoment extends ShownToServer {
  readonly at: number;
  readonly member: number;
  /** `error.error_code`, with which a CONNECTED member has failed. */
  readonly errorCode: number | null;
  /** How many jobs have ended since the beginning. */
  readonly jobsEnded: number;
}

/** What a person did or saw. */
export type PersonEvent = { readonly at: number; readonly person: number } & (
  | { readonly type: 'starts'; readonly hasNewPassword: boolean }
  | { readonly type: 'started'; readonly member: number }
  | { readonly type: 'sees'; readonly question: string }
  | { readonly type: 'answers'; readonly questions: readonly string[] }
  /** The server did not do what the person asked. `status` is the HTTP status, if there is one. */
  | { readonly type: 'refused'; readonly what: 'start' | 'answer'; readonly status: number | null }
  | { readonly type: 'learns'; readonly end: 'connected' | 'failed' }
  | { readonly type: 'leaves' }
);

/** A secret in the server's output. */
export interface Leak {
  readonly stream: 'standard output' | 'standard error';
  /** The number of the line, from 1. */
  readonly line: number;
  readonly kind: SecretKind;
}

/** Something that happened besides requests and people. */
export type WorldEvent = { readonly at: number } & (
  | { readonly type: 'webhook'; readonly member: number }
  | { readonly type: 'outageBegins' | 'outageEnds' }
  /** The tool killed the server, or the server ended by itself. */
  | { readonly type: 'killed' | 'restarted' | 'endedByItself' }
);

/** All that happened. */
export interface BackendEvidence {
  /** How many times faster than real time the bank's clock went. */
  readonly speed: number;
  /** When the scenario ended. */
  readonly until: number;
  readonly requests: readonly BankRequest[];
  readonly moments: readonly MemberMoment[];
  readonly people: readonly PersonEvent[];
  /** When the page of each person asked for the status. */
  readonly looks: readonly { readonly at: number; readonly person: number }[];
  readonly world: readonly WorldEvent[];
  /** What was found in the output; `null` if the output could not be read. */
  readonly output: { readonly lines: number; readonly leaks: readonly Leak[] } | null;
}
