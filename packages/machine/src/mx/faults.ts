import type { Fault, FaultCode, NextStep, Reason } from '../data/types.ts';
import { type Explanation, failure } from './failure.ts';

const OWN = {
  refused: failure('refused', 'fixIntegration', 'MX refused the request.'),
  unauthorized: failure('unauthorized', 'fixIntegration', 'MX did not accept the API key.'),
  forbidden: failure('forbidden', 'fixIntegration', 'This is not allowed.'),
  notFound: failure('notFound', 'fixIntegration', 'MX does not know this member.'),
  signedOut: failure('signedOut', 'restart', 'You were signed out for too long.'),
  unreachable: failure('unreachable', 'tryLater', 'MX could not be reached.'),
  tookTooLong: failure('tookTooLong', 'tryLater', 'It took too long.'),
  abandoned: failure('abandoned', 'restart', 'Nobody answered.'),
  cancelled: failure('cancelled', 'restart', 'It was cancelled.'),
  misconfigured: failure(
    'misconfigured',
    'fixIntegration',
    'The port of the machine is missing, or does not return readings.',
  ),
} satisfies Partial<Record<Reason, Explanation>>;

/** A reason without a status of MX. */
type OwnReason = keyof typeof OWN;

/** Failures without a status of MX. */
export const MACHINE_FAILURES: Readonly<Record<OwnReason, Explanation>> = OWN;

/** Whether a reason is without a status of MX. */
export const isOwnReason = (reason: Reason): reason is OwnReason =>
  Object.hasOwn(MACHINE_FAILURES, reason);

/** A member that MX has shown before and no longer knows. */
export const MEMBER_GONE = failure('notFound', 'connectAgain', MACHINE_FAILURES.notFound.meaning);

/** What a failed call means. */
export interface FaultMeaning {
  /**
   * How often in a row it comes until it fails the lifecycle. 1 if no later call could succeed, `Infinity` if only a
   * limit ends it.
   */
  readonly endsAfter: number;
  /** The outcome that it leads to, at once or after calls have failed for too long. */
  readonly failure: Explanation;
  /** A sentence for people. */
  readonly message: string;
}

const fatal = (failure: Explanation, message: string): FaultMeaning => ({
  endsAfter: 1,
  failure,
  message,
});
/** MX blocks the institution (D-ERR), so no attempt can succeed until the block ends. */
const blocked = (reason: Reason, nextStep: NextStep, message: string): FaultMeaning =>
  fatal(failure(reason, nextStep, message), message);
const passing = (message: string, failure = MACHINE_FAILURES.unreachable): FaultMeaning => ({
  endsAfter: Number.POSITIVE_INFINITY,
  failure,
  message,
});

/**
 * The table of fault codes. HTTP statuses lead to these codes: 401 `unauthorized`, 403 `forbidden`, 404 `notFound`, 405
 * `notAllowed`, 409 `conflict`, 429 `rateLimited`. 400, 406, 422 and other 4xx are `badRequest`. 408, 5xx, timeouts and
 * network failures are `unreachable`. A redirect or an invalid body is `malformed`.
 *
 * A 400 whose body has an `error.type` such as `institution_maintenance_error` has the code of that name,
 * `institutionMaintenance`: MX blocks the institution (D-ERR).
 */
export const FAULTS: Readonly<Record<FaultCode, FaultMeaning>> = {
  unauthorized: fatal(
    MACHINE_FAILURES.unauthorized,
    'MX did not accept the client id and API key.',
  ),
  forbidden: fatal(
    MACHINE_FAILURES.forbidden,
    'This is not allowed: MX may have the feature off or this address not on its list, or your server refuses this user.',
  ),
  badRequest: fatal(MACHINE_FAILURES.refused, 'MX refused the request as wrong.'),
  notAllowed: fatal(MACHINE_FAILURES.refused, 'MX does not expect this now.'),
  institutionMaintenance: blocked(
    'unavailable',
    'tryLater',
    'The institution is under maintenance.',
  ),
  institutionUnavailable: blocked(
    'unavailable',
    'tryLater',
    'The institution is unavailable at present.',
  ),
  institutionPrevented: blocked(
    'institutionBlocked',
    'chooseInstitution',
    'MX does not allow this institution to be used.',
  ),
  institutionPreventNew: blocked(
    'institutionBlocked',
    'chooseInstitution',
    'MX does not allow new connections to this institution.',
  ),
  institutionPreventVerification: blocked(
    'institutionBlocked',
    'chooseInstitution',
    'MX does not allow accounts of this institution to be verified.',
  ),
  // A replica can lag behind for a new member, so a second poll must confirm it. Unconfirmed, it counts as an outage.
  notFound: passing('MX does not know this user or member.'),
  conflict: passing('Another job runs for this member, or the object exists already.'),
  rateLimited: passing('MX asks to send less.'),
  unreachable: passing('MX cannot be reached at present.'),
  malformed: passing('MX sent something that cannot be understood.'),
  unexpected: passing('The call to MX failed in an unexpected way.'),
  // A single one may be chance.
  badReturn: {
    endsAfter: 3,
    failure: MACHINE_FAILURES.misconfigured,
    message:
      'This is a mistake in the software: it cannot ask MX, or returns what is not a reading.',
  },
  lost: passing('It is not known whether this has reached MX.'),
  notSent: passing('This could not be sent.'),
  signedOut: passing('You are signed out. Please sign in again.', MACHINE_FAILURES.signedOut),
};

/** How often in a row calls have failed with the code of a fault, given the fault before it. */
export const timesInARow = ({ code }: Fault, before: Fault | null): number =>
  before?.code === code ? (before.times ?? 1) + 1 : 1;
