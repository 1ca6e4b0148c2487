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
import { NONE } from './readings.ts';

/**
 * Answers are not enumerable, so that serializing the request does not include them. Sealed answers are enumerable,
 * because nobody can read them.
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
  /** Aborts the call after the machine has left the state that made it. */
  readonly signal?: AbortSignal;
  /** If calls are limited, higher numbers go first. @default 0 */
  readonly priority?: number;
}

/**
 * Everything that the machine needs from outside. Each call returns the member as MX shows it, or rejects with an
 * {@link MxError}. Any other error counts as `unexpected`. Each call must settle within a time limit of the port,
 * because the machine waits for it without a limit.
 */
export interface MemberPort {
  /** Starts a job. Starting a job that already runs has no effect at MX (202). */
  startJob(request: StartRequest, options?: CallOptions): Promise<Reading>;
  /** Reads the member once. */
  readStatus(request: StatusRequest, options?: CallOptions): Promise<Reading>;
  /** Sends the answers of one round, **once**: the port must not retry the request. */
  submitAnswers(request: AnswersRequest, options?: CallOptions): Promise<Reading>;
}

/** The error of a {@link MemberPort}. It contains no request, headers or body, so it is safe to log. */
export class MxError extends Error {
  override readonly name = 'MxError';
  declare readonly code: FaultCode;
  /** HTTP status, if there was a response. */
  declare readonly status?: number;
  /** How long MX asks to wait, in ms. */
  declare readonly retryAfter?: number;
  /** Only for `badReturn`: the invalid field. */
  declare readonly path?: string;
  /** MX's id of the request, if MX sent one. Quote it when you ask MX for help. */
  declare readonly requestId?: string;
  /** MX's error number, for example 1002, if MX sent one. */
  declare readonly errorCode?: number;
  /** Why a usable response is missing: a code of the system such as `ENOTFOUND`. It is for a log, and never in a record. */
  declare readonly cause?: { readonly code: string };

  /**
   * @param code What went wrong. `FAULTS` has the HTTP status of each code, and a sentence.
   * @param details.message A more specific message. It must not quote an answer, a key or a body. @default the code
   */
  constructor(
    code: FaultCode,
    details: {
      readonly status?: number;
      readonly retryAfter?: number;
      readonly path?: string;
      readonly requestId?: string;
      readonly errorCode?: number;
      readonly cause?: { readonly code: string };
      readonly message?: string;
    } = {},
  ) {
    const { message = `The call has failed: ${code}.`, ...more } = details;
    super(message + (more.status ? ` (HTTP ${more.status})` : ''));
    Object.assign(this, { code, ...more });
  }

  /** An error of a second copy of this module counts too. Bundlers make such copies, and they share a port. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return Object(thrown).name === 'MxError';
  }
}

const isCount = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/** The code of any error. An `MxError` of another copy of this package is recognized by its code. */
export const faultCodeOf = (thrown: unknown): FaultCode =>
  FAULT_CODES.find((code) => code === Object(thrown).code) ?? 'unexpected';

/** Converts any error to plain data. */
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
 * Converts the result of a port to a reading with its time. Only the fields of a reading are copied.
 *
 * @param at When it arrived, in whole ms since 1970.
 * @param took How long the call took, in ms. @default 0
 * @throws {MxError} `badReturn` with the path of the invalid field.
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
  if (reading.challenges.length === 0) reading.challenges = NONE;
  return reading;
}
