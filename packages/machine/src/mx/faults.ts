import type { Fault, FaultCode, NextStep, Reason } from '../data/types.ts';
import { type Explanation, explanation } from './explanation.ts';
import { FAULT_MESSAGES } from './fault-messages.ts';

/** The failures that MX has no status for. */
export const MACHINE_FAILURES = {
  refused: explanation('refused', 'fixIntegration', 'MX refused the request.'),
  unauthorized: explanation('unauthorized', 'fixIntegration', 'MX did not accept the API key.'),
  forbidden: explanation('forbidden', 'fixIntegration', 'This is not allowed.'),
  notFound: explanation('notFound', 'fixIntegration', 'MX does not know this member.'),
  signedOut: explanation('signedOut', 'restart', 'You were signed out for too long.'),
  unreachable: explanation('unreachable', 'tryLater', 'MX could not be reached.'),
  tookTooLong: explanation('tookTooLong', 'tryLater', 'It took too long.'),
  abandoned: explanation('abandoned', 'restart', 'Nobody answered.'),
  cancelled: explanation('cancelled', 'restart', 'It was cancelled.'),
  misconfigured: explanation(
    'misconfigured',
    'fixIntegration',
    'The port of the machine is missing, or does not return readings.',
  ),
} as const satisfies Partial<Record<Reason, Explanation>>;

/** A member that MX has shown before and does not know any more. */
export const MEMBER_GONE = explanation(
  'notFound',
  'connectAgain',
  MACHINE_FAILURES.notFound.meaning,
);

/** What a failed call means. */
export interface FaultMeaning {
  /** It ends the lifecycle at once: no later call would fare better. */
  readonly isFatal: boolean;
  /** The end that it leads to, at once or when calls have failed for too long. */
  readonly failure: Explanation;
  /** In words that a person can read. */
  readonly message: string;
}

const fatal = (failure: Explanation, message: string): FaultMeaning => ({
  isFatal: true,
  failure,
  message,
});
/** MX blocks the institution (D-ERR), so no attempt can succeed until that has ended. */
const blocked = (reason: Reason, nextStep: NextStep, meaning: string): FaultMeaning =>
  fatal(explanation(reason, nextStep, meaning), meaning);
const passing = (
  message: string,
  failure: Explanation = MACHINE_FAILURES.unreachable,
): FaultMeaning => ({ isFatal: false, failure, message });

/**
 * The table of fault codes, with what each HTTP answer is: 401 `unauthorized`, 403 `forbidden`, 404 `notFound`, 405
 * `notAllowed`, 409 `conflict`, 429 `rateLimited`, 400, 406, 422 and other 4xx `badRequest`, 408, 5xx, timeouts and network
 * failures `unreachable`, a redirect or a body that does not fit `malformed`. A 400 whose body has an `error.type` such as
 * `institution_maintenance_error` is the code of that name, `institutionMaintenance`: MX blocks the institution (D-ERR).
 */
export const FAULTS: Readonly<Record<FaultCode, FaultMeaning>> = {
  unauthorized: fatal(MACHINE_FAILURES.unauthorized, FAULT_MESSAGES.unauthorized),
  forbidden: fatal(MACHINE_FAILURES.forbidden, FAULT_MESSAGES.forbidden),
  badRequest: fatal(MACHINE_FAILURES.refused, FAULT_MESSAGES.badRequest),
  notAllowed: fatal(MACHINE_FAILURES.refused, FAULT_MESSAGES.notAllowed),
  institutionMaintenance: blocked('unavailable', 'tryLater', FAULT_MESSAGES.institutionMaintenance),
  institutionUnavailable: blocked('unavailable', 'tryLater', FAULT_MESSAGES.institutionUnavailable),
  institutionPrevented: blocked(
    'institutionBlocked',
    'chooseInstitution',
    FAULT_MESSAGES.institutionPrevented,
  ),
  institutionPreventNew: blocked(
    'institutionBlocked',
    'chooseInstitution',
    FAULT_MESSAGES.institutionPreventNew,
  ),
  institutionPreventVerification: blocked(
    'institutionBlocked',
    'chooseInstitution',
    FAULT_MESSAGES.institutionPreventVerification,
  ),
  // A replica can lag behind a new member, so it is confirmed; one that is not is an outage.
  notFound: passing(FAULT_MESSAGES.notFound),
  conflict: passing(FAULT_MESSAGES.conflict),
  rateLimited: passing(FAULT_MESSAGES.rateLimited),
  unreachable: passing(FAULT_MESSAGES.unreachable),
  malformed: passing(FAULT_MESSAGES.malformed),
  unexpected: passing(FAULT_MESSAGES.unexpected),
  badReturn: passing(FAULT_MESSAGES.badReturn, MACHINE_FAILURES.misconfigured),
  lost: passing(FAULT_MESSAGES.lost),
  notSent: passing(FAULT_MESSAGES.notSent),
  signedOut: passing(FAULT_MESSAGES.signedOut, MACHINE_FAILURES.signedOut),
};

/** How often in a row calls have failed with the code of a fault, by the fault that stood before. */
export const timesInARow = ({ code }: Fault, before: Fault | null): number =>
  before?.code === code ? (before.times ?? 1) + 1 : 1;

/** What to do next, in words for the user. */
export const ADVICE: Readonly<Record<NextStep, string>> = {
  updateCredentials: 'Enter the credentials again.',
  restart: 'Start again.',
  visitInstitution: "Go to the institution's own site, then start again.",
  tryLater: 'Try again later.',
  chooseInstitution: 'Choose another institution or account.',
  connectAgain: 'Add the account again: MX does not have it any more.',
  contactSupport: 'Contact support.',
  fixIntegration: 'The software needs attention: check keys, permissions and member.',
};
