import type { Fault, FaultCode, NextStep, Reason } from '../data/types.ts';
import { type FailureKind, failure } from './failure.ts';

/** Failures without a status of MX. */
export const OWN_FAILURES = {
  refused: failure('refused', 'fixIntegration'),
  unauthorized: failure('unauthorized', 'fixIntegration'),
  forbidden: failure('forbidden', 'fixIntegration'),
  notFound: failure('notFound', 'fixIntegration'),
  signedOut: failure('signedOut', 'restart'),
  unreachable: failure('unreachable', 'tryLater'),
  tookTooLong: failure('tookTooLong', 'tryLater'),
  abandoned: failure('abandoned', 'restart'),
  cancelled: failure('cancelled', 'restart'),
  misconfigured: failure('misconfigured', 'fixIntegration'),
} as const satisfies Partial<Record<Reason, FailureKind>>;

/** A reason without a status of MX. */
export type OwnReason = keyof typeof OWN_FAILURES;

/** Whether a reason is without a status of MX. */
export const isOwnReason = (reason: Reason): reason is OwnReason =>
  Object.hasOwn(OWN_FAILURES, reason);

/** A member that MX has shown before and no longer knows. */
export const MEMBER_GONE = failure('notFound', 'connectAgain');

/** What the machine does about a failed call. */
export interface FaultKind {
  /**
   * How often in a row it comes until it fails the lifecycle. 1 if no later call could succeed, `Infinity` if only a
   * limit ends it.
   */
  readonly endsAfter: number;
  /** The outcome that it leads to, at once or after calls have failed for too long. */
  readonly failure: FailureKind;
}

const fatal = (failure: FailureKind): FaultKind => ({ endsAfter: 1, failure });
/** MX blocks the institution (D-ERR), so no attempt can succeed until the block ends. */
const blocked = (reason: Reason, nextStep: NextStep): FaultKind => fatal(failure(reason, nextStep));
const passing = (failure: FailureKind = OWN_FAILURES.unreachable): FaultKind => ({
  endsAfter: Number.POSITIVE_INFINITY,
  failure,
});

/**
 * The table of fault codes. HTTP statuses lead to these codes: 401 `unauthorized`, 403 `forbidden`, 404 `notFound`, 405
 * `notAllowed`, 409 `conflict`, 429 `rateLimited`. 400, 406, 422 and other 4xx are `badRequest`. 408, 5xx, timeouts and
 * network failures are `unreachable`. A redirect or an invalid body is `malformed`.
 *
 * A 400 whose body has an `error.type` such as `institution_maintenance_error` has the code of that name,
 * `institutionMaintenance`: MX blocks the institution (D-ERR).
 */
export const FAULT_KINDS: Readonly<Record<FaultCode, FaultKind>> = {
  unauthorized: fatal(OWN_FAILURES.unauthorized),
  forbidden: fatal(OWN_FAILURES.forbidden),
  badRequest: fatal(OWN_FAILURES.refused),
  notAllowed: fatal(OWN_FAILURES.refused),
  institutionMaintenance: blocked('unavailable', 'tryLater'),
  institutionUnavailable: blocked('unavailable', 'tryLater'),
  institutionPrevented: blocked('institutionBlocked', 'chooseInstitution'),
  institutionPreventNew: blocked('institutionBlocked', 'chooseInstitution'),
  institutionPreventVerification: blocked('institutionBlocked', 'chooseInstitution'),
  // A replica can lag behind for a new member, so a second poll must confirm it. Unconfirmed, it counts as an outage.
  notFound: passing(),
  conflict: passing(),
  rateLimited: passing(),
  unreachable: passing(),
  malformed: passing(),
  unexpected: passing(),
  // A single one may be chance.
  badReturn: { endsAfter: 3, failure: OWN_FAILURES.misconfigured },
  lost: passing(),
  notSent: passing(),
  signedOut: passing(OWN_FAILURES.signedOut),
};

/** How often in a row calls have failed with the code of a fault, given the fault before it. */
export const timesInARow = ({ code }: Fault, before: Fault | null): number =>
  before?.code === code ? (before.times ?? 1) + 1 : 1;
