import { pick } from '../data/schema.ts';
import { READING } from '../data/shapes.ts';
import {
  type Answer,
  type AnswersRequest,
  FAULT_CODES,
  type Fault,
  type FaultCode,
  type MemberId,
  type Reading,
  type StampedReading,
  type StartRequest,
  type StatusRequest,
} from '../data/types.ts';
import { firstError } from '../data/validate.ts';

/**
 * Answers are not enumerable, so that nothing that serializes the request takes them along. Sealed answers are: nobody can read
 * them.
 */
export const requestOfAnswers = (
  member: MemberId,
  answers: readonly Answer[],
  record: PropertyDescriptor,
): AnswersRequest =>
  Object.defineProperties({ member } as AnswersRequest, {
    answers: { value: answers, enumerable: answers.every(({ sealed }) => sealed !== undefined) },
    record,
  });

/** Options of every call of a port. */
export interface CallOptions {
  /** Aborts the call when the machine has left the state that made it. */
  readonly signal?: AbortSignal;
  /** Who goes first where calls are limited: the higher number. @default 0 */
  readonly priority?: number;
}

/**
 * Everything that the machine asks of the world. Each call returns the member as MX shows it and rejects with an
 * {@link MxError}; anything else that is thrown counts as `unexpected`. Each call must settle, by a time limit of
 * the port's own: the machine waits for it as long as it takes.
 */
export interface MemberPort {
  /** Starts a job. Starting one that runs already is a no-op at MX (202). */
  startJob(request: StartRequest, options?: CallOptions): Promise<Reading>;
  /** Reads the member once. */
  readStatus(request: StatusRequest, options?: CallOptions): Promise<Reading>;
  /** Sends the answers of one round, **once**: it must not repeat the request by itself. */
  submitAnswers(request: AnswersRequest, options?: CallOptions): Promise<Reading>;
}

/** What a {@link MemberPort} throws. It carries no request, no headers and no body, so it is safe to log. */
export class MxError extends Error {
  override readonly name = 'MxError';
  declare readonly code: FaultCode;
  /** HTTP status, when there was an answer. */
  declare readonly status?: number;
  /** How long MX asks us to wait, in ms. */
  declare readonly retryAfter?: number;
  /** `badReturn` only: the field that is wrong. */
  declare readonly path?: string;
  /** MX's id of the request, when it sent one: name it when you ask MX for help. */
  declare readonly requestId?: string;
  /** MX's own number of the error, such as 1002, when it sent one. */
  declare readonly errorCode?: number;

  /**
   * @param code What went wrong; `FAULTS` has the HTTP status of each, and a sentence.
   * @param details.message Says more than the code does. It must quote no answer, key or body. @default the code
   */
  constructor(
    code: FaultCode,
    details: {
      readonly status?: number;
      readonly retryAfter?: number;
      readonly path?: string;
      readonly requestId?: string;
      readonly errorCode?: number;
      readonly message?: string;
    } = {},
  ) {
    const { message = `The call has failed: ${code}.`, ...more } = details;
    super(message + (more.status ? ` (HTTP ${more.status})` : ''));
    Object.assign(this, { code, ...more });
  }
}

const isCount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/** The code of whatever was thrown. An `MxError` from another copy of this package is known by its code. */
export const faultCodeOf = (thrown: unknown): FaultCode =>
  FAULT_CODES.find((code) => code === Object(thrown).code) ?? 'unexpected';

/** Whatever was thrown, as plain data. */
export function toFault(thrown: unknown, at: number): Fault {
  const { status, retryAfter, path } = Object(thrown) as Record<string, unknown>;
  const code = faultCodeOf(thrown);
  return {
    code,
    ...(Number.isInteger(status) && { status: Number(status) }),
    ...(isCount(retryAfter) && { retryAfter: Math.round(retryAfter) }),
    ...(code === 'badReturn' && typeof path === 'string' && { path }),
    at,
  };
}

/**
 * What a port has returned, as a reading with its stamp: a copy of what a reading may hold. Other fields stay outside.
 * @param at When it arrived, in whole ms since 1970.
 * @param took How long the call took, in ms. @default 0
 * @throws {MxError} `badReturn` with the path of the field that is wrong.
 */
export function toReading(value: Reading, at: number, took = 0): StampedReading {
  const reading = {
    ...Object(pick(READING, value)),
    at,
    ...(took > 0 && { took: Math.round(took) }),
  };
  const error = firstError(READING, reading, 'reading');
  if (error) {
    const path = error.slice(0, error.indexOf(' '));
    throw new MxError('badReturn', {
      path,
      message: `What the port returns is not a reading: ${path}.`,
    });
  }
  return reading;
}
