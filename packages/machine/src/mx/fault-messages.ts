import type { FaultCode } from '../data/types.ts';

/**
 * What a failed call means, in words that a person can read. They stand apart from what follows from it (`faults.ts`), because
 * an `MxError` needs them in a page that runs no member.
 */
export const FAULT_MESSAGES: Readonly<Record<FaultCode, string>> = {
  unauthorized: 'MX did not accept the client id and API key.',
  forbidden:
    'This is not allowed: MX may have the feature off or this address not on its list, or your server refuses this user.',
  badRequest: 'MX refused the request as wrong.',
  notAllowed: 'MX does not expect this now.',
  institutionMaintenance: 'The institution is under maintenance.',
  institutionUnavailable: 'The institution is unavailable at present.',
  institutionPrevented: 'MX does not allow this institution to be used.',
  institutionPreventNew: 'MX does not allow new connections to this institution.',
  institutionPreventVerification: 'MX does not allow accounts of this institution to be verified.',
  notFound: 'MX does not know this user or member.',
  conflict: 'Another job runs for this member, or the object exists already.',
  rateLimited: 'MX asks to send less.',
  unreachable: 'MX cannot be reached at present.',
  malformed: 'MX sent something that cannot be understood.',
  unexpected: 'The call to MX failed in an unexpected way.',
  badReturn:
    'This is a mistake in the software: it cannot ask MX, or returns what is not a reading.',
  lost: 'It is not known whether this has reached MX.',
  notSent: 'The answer could not be sent. Please try again.',
  signedOut: 'You are signed out. Please sign in again.',
};
