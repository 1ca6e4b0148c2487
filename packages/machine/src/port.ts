import { fromPromise as xstateFromPromise } from 'xstate';
import { flaw, pick } from './schema.ts';
import { READING } from './schemas.ts';
import {
  type Answer,
  FAULT_CODES,
  type Fault,
  type FaultCode,
  type Job,
  type MemberId,
  type Reading,
  type StampedReading,
} from './types.ts';

export interface StartRequest {
  readonly member: MemberId;
  readonly job: Job;
}
export interface StatusRequest {
  readonly member: MemberId;
}
export interface AnswersRequest {
  readonly member: MemberId;
  /** Not enumerable unless all are sealed, so that nothing that serializes the request takes them along. */
  readonly answers: readonly Answer[];
}
export interface CallOptions {
  /** Aborts the call when the machine has left the state that made it. */
  readonly signal?: AbortSignal;
}

/**
 * Everything that the machine asks of the world. Each call returns the member as MX shows it and rejects with an
 * {@link MxError}; anything else that is thrown counts as `unexpected`. Each call must come to an end, by a time limit of
 * the port's own: the machine waits for it as long as it takes.
 */
export interface MemberPort {
  /** Starts a job. Starting one that runs already is a no-op at MX (202), so this may be called again after a fault. */
  startJob(request: StartRequest, options?: CallOptions): Promise<Reading>;
  /** Reads the member once. */
  readStatus(request: StatusRequest, options?: CallOptions): Promise<Reading>;
  /** Sends the answers of one round, **once**: it must not repeat the request by itself. */
  submitAnswers(request: AnswersRequest, options?: CallOptions): Promise<Reading>;
}

const WHAT_HAPPENED: Readonly<Record<FaultCode, string>> = {
  unauthorized: 'MX did not accept the client id and API key.',
  forbidden: 'MX does not allow this: the feature may be off, or this address not on its list.',
  notFound: 'MX does not know this user or member.',
  refused: 'MX refused the request as wrong.',
  notAllowed: 'MX does not expect this now.',
  conflict: 'Another job runs for this member, or the object exists already.',
  rateLimited: 'MX asks to send less.',
  unreachable: 'MX cannot be reached at present.',
  malformed: 'MX sent something that cannot be understood.',
  unexpected: 'The call to MX failed in an unexpected way.',
};

/** A fault in words that a person can read. */
export const faultMessage = (code: FaultCode): string => WHAT_HAPPENED[code];

/** What a {@link MemberPort} throws. It carries no request, no headers and no body, so it is safe to log. */
export class MxError extends Error {
  override readonly name = 'MxError';
  readonly code: FaultCode;
  /** HTTP status, when there was an answer. */
  declare readonly status?: number;
  /** How long MX asks us to wait, in ms. */
  declare readonly retryAfter?: number;
  /** MX's id of the request, when it sent one: name it when you ask MX for help. */
  declare readonly requestId?: string;
  /** MX's own number of the error, such as 1002, when it sent one. */
  declare readonly errorCode?: number;

  /**
   * @param code 401 `unauthorized`, 403 `forbidden`, 404 `notFound`, 400, 406, 422 and other 4xx `refused`,
   *   405 `notAllowed`, 409 `conflict`, 429 `rateLimited`, 408, 5xx, timeouts and network failures
   *   `unreachable`, a redirect or a body that does not fit `malformed`.
   * @param details.message Says more than the code does. It must quote no answer, key or body.
   */
  constructor(
    code: FaultCode,
    details: {
      readonly status?: number;
      readonly retryAfter?: number;
      readonly requestId?: string;
      readonly errorCode?: number;
      readonly message?: string;
    } = {},
  ) {
    const message = details.message ?? WHAT_HAPPENED[code];
    super(message + (details.status ? ` (HTTP ${details.status})` : ''));
    this.code = code;
    if (details.status !== undefined) this.status = details.status;
    if (details.retryAfter !== undefined) this.retryAfter = details.retryAfter;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.errorCode !== undefined) this.errorCode = details.errorCode;
  }
}

const isCode = (code: unknown): code is FaultCode =>
  (FAULT_CODES as readonly unknown[]).includes(code);
const isCount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/** Whatever was thrown, as plain data. An `MxError` from another copy of this package is known by its code. */
export function toFault(thrown: unknown, at: number): Fault {
  const { code, status, retryAfter } = Object(thrown) as Record<string, unknown>;
  return {
    code: isCode(code) ? code : 'unexpected',
    ...(Number.isInteger(status) && { status: Number(status) }),
    ...(isCount(retryAfter) && { retryAfter: Math.round(retryAfter) }),
    at,
  };
}

/**
 * What a port has returned, as a reading with its stamp: a copy of what a reading may hold. Other fields stay outside.
 * @param at When, in whole ms since 1970.
 * @throws {MxError} `malformed` when it is none.
 */
export function toReading(value: Reading, at: number): StampedReading {
  const reading = { ...Object(pick(READING, value)), at };
  if (flaw(READING, reading, 'reading')) throw new MxError('malformed');
  return reading;
}

/**
 * Turns a port into the machine's actors: `memberMachine.provide({ actors: createMemberActors(port) })`.
 * Results and errors are stamped with the time, and whatever is thrown becomes a plain {@link Fault}.
 * @param options.now The clock, in ms since 1970. @default Date.now
 * @param options.fromPromise For durable hosts that bring their own. @default XState's
 */
export function createMemberActors(
  port: MemberPort,
  {
    now = Date.now,
    fromPromise = xstateFromPromise,
  }: { readonly now?: () => number; readonly fromPromise?: typeof xstateFromPromise } = {},
) {
  const actor = <Request>(call: (request: Request, options: CallOptions) => Promise<Reading>) =>
    fromPromise<StampedReading, Request>(async ({ input, signal }) => {
      try {
        return toReading(await call(input, { signal }), Math.round(now()));
      } catch (thrown) {
        throw toFault(thrown, Math.round(now()));
      }
    });
  return {
    startJob: actor<StartRequest>((request, options) => port.startJob(request, options)),
    readStatus: actor<StatusRequest>((request, options) => port.readStatus(request, options)),
    submitAnswers: actor<AnswersRequest>(async (request, options) => {
      // A call that XState itself has restored: the answers were not kept, so MX must be asked first.
      if (!request.answers) throw new MxError('unexpected');
      return port.submitAnswers(request, options);
    }),
  };
}
