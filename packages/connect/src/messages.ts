import type { HostErrorCode } from '@mx-member/machine/hosting';
import type { FaultCode, NextStep, Phase, ProblemCode, Reason } from '@mx-member/machine/step';
import type { PageStep } from './page-step.ts';

/**
 * All texts of the screen, by the machine's codes. `{bank}` is replaced by the institution's name, and `{count}` by a number.
 */
export interface Messages
  extends Readonly<Record<Phase | 'connected' | 'failed', string>>,
    Readonly<Record<`reason.${Reason}`, string>>,
    Readonly<Record<`next.${NextStep}`, string>>,
    Readonly<Record<`act.${PageStep}`, string>>,
    Readonly<Record<`warning.${FaultCode}`, string>>,
    Readonly<Record<`stopped.${HostErrorCode}`, string>>,
    Readonly<Record<`problem.${ProblemCode}`, string>>,
    Readonly<Record<OwnKey, string>> {}
type OwnKey =
  | 'bank'
  | 'label'
  | 'waiting'
  | 'questions'
  | 'check'
  | 'slow'
  | 'old'
  | 'elsewhere'
  | 'elapsed'
  | 'picture'
  | 'login'
  | 'loginProblem'
  | 'authorize'
  | 'bank.opening'
  | 'bank.open'
  | 'bank.closed'
  | 'bank.cannotOpen'
  | 'bank.unavailable'
  | 'bank.error'
  | 'bank.otherMember'
  | 'submit'
  | 'submitLogin'
  | 'sending'
  | 'cancel'
  | 'retry'
  | 'openBank'
  | 'openBankAgain';

const LATER = 'Please try again later.';
const INTERRUPTED = 'The connection is interrupted. It goes on by itself.';
const OUR_SIDE = 'Something is wrong on our side.';

/** English. */
export const MESSAGES: Messages = {
  bank: 'your bank',
  label: 'Connect {bank}',
  aggregating: 'Connecting to {bank}',
  authorizing: 'Log in at {bank}',
  challenged: '{bank} has a question',
  questions: '{bank} has {count} questions',
  resumed: '{bank} checks your answer',
  waiting: 'Waiting for {bank}',
  connected: 'Connected to {bank}',
  failed: 'Not connected to {bank}',
  check: 'Please check what you entered.',
  slow: 'It takes longer than usual. You can leave this open.',
  old: 'No new data has come yet, so what you see may be older.',
  elsewhere:
    'This is open in another tab that does not answer. Go to that tab or close it, and it goes on here.',
  elapsed: 'Time since this began',
  picture: 'The picture that the question is about',
  login: 'Enter your login for {bank}',
  loginProblem: 'This could not be sent. Please try again.',
  authorize: 'The page of {bank} opens in a window of its own. Come back here when you are done.',
  'bank.opening': 'One moment…',
  'bank.open': 'Go on in the window of {bank}.',
  'bank.closed': 'Waiting for {bank}. You can open its page again.',
  'bank.cannotOpen': 'Your browser has blocked the window. Allow it, and try again.',
  'bank.unavailable': 'The page of {bank} cannot be opened now. Please try again.',
  'bank.error': 'The login at {bank} was not finished.',
  'bank.otherMember': '{bank} was connected before.',
  submit: 'Continue',
  submitLogin: 'Connect',
  sending: 'One moment…',
  cancel: 'Cancel',
  retry: 'Try again',
  openBank: 'Go to {bank}',
  openBankAgain: 'Open {bank} again',
  'reason.credentials': '{bank} did not accept the login.',
  'reason.answer': '{bank} did not accept the answer.',
  'reason.expired': 'The answer came too late.',
  'reason.locked': '{bank} has locked the account.',
  'reason.actionNeeded': '{bank} wants something done on its own site first.',
  'reason.unavailable': '{bank} cannot be reached at present.',
  'reason.discontinued': '{bank} is no longer supported.',
  'reason.closed': 'This connection has been closed.',
  'reason.disabled': 'Updates are switched off for this connection.',
  'reason.noAccounts': 'No account was found that fits.',
  'reason.accessDenied': 'Access to the accounts was not allowed.',
  'reason.institutionBlocked': '{bank} cannot be used here.',
  'reason.refused': OUR_SIDE,
  'reason.unauthorized': OUR_SIDE,
  'reason.forbidden': OUR_SIDE,
  'reason.notFound': 'This connection does not exist any more.',
  'reason.signedOut': 'You were signed out.',
  'reason.unreachable': 'The service could not be reached.',
  'reason.tookTooLong': 'It took too long.',
  'reason.abandoned': 'No answer came in time.',
  'reason.cancelled': 'You have cancelled this.',
  'reason.misconfigured': OUR_SIDE,
  'next.updateCredentials': 'Check your login and enter it again.',
  'next.restart': 'You can start again.',
  'next.visitInstitution':
    'Go to the site of {bank} and follow the steps there, then try again here.',
  'next.tryLater': LATER,
  'next.chooseInstitution': 'Choose another bank or account.',
  'next.connectAgain': 'Please add the account again.',
  'next.contactSupport': 'Please contact us.',
  'next.fixIntegration': 'Please contact us.',
  'act.updateCredentials': 'Enter it again',
  'act.chooseInstitution': 'Choose another bank',
  'act.connectAgain': 'Add the account again',
  'act.contactSupport': 'Contact us',
  'act.fixIntegration': 'Contact us',
  'warning.unauthorized': INTERRUPTED,
  'warning.forbidden': INTERRUPTED,
  'warning.notFound': INTERRUPTED,
  'warning.badRequest': INTERRUPTED,
  'warning.notAllowed': INTERRUPTED,
  'warning.institutionMaintenance': '{bank} is under maintenance.',
  'warning.institutionUnavailable': '{bank} is not available at the moment.',
  'warning.institutionPrevented': '{bank} cannot be used here.',
  'warning.institutionPreventNew': '{bank} does not take new connections at the moment.',
  'warning.institutionPreventVerification': 'Accounts at {bank} cannot be verified here.',
  'warning.conflict': 'Another update is under way. This goes on after it.',
  'warning.rateLimited': INTERRUPTED,
  'warning.unreachable': INTERRUPTED,
  'warning.malformed': INTERRUPTED,
  'warning.unexpected': INTERRUPTED,
  'warning.badReturn': INTERRUPTED,
  'warning.lost': 'It is not known whether your answer has arrived.',
  'warning.notSent': 'Your answer could not be sent. Please enter it again.',
  'warning.signedOut': 'You are signed out. Sign in again, and this goes on.',
  'stopped.busy': 'Another update is under way.',
  'stopped.notFound': 'This connection does not exist any more.',
  'stopped.invalid': OUR_SIDE,
  'stopped.signedOut': 'You are signed out.',
  'stopped.forbidden': OUR_SIDE,
  'stopped.unreachable': 'The service could not be reached.',
  'stopped.unreadable': 'This was begun by another version of this service. Please try again.',
  'stopped.closed': 'This page has stopped it.',
  'problem.malformed': 'This answer cannot be read.',
  'problem.missing': 'Please answer this question.',
  'problem.duplicate': 'This question was answered twice.',
  'problem.unknown': 'This question is not asked any more.',
  'problem.superseded': 'This question is not asked any more.',
  'problem.notYet': 'The answer could not be taken yet. Please try again.',
  'problem.empty': 'Please enter an answer.',
  'problem.tooLong': 'The answer is too long.',
  'problem.notAnOption': 'Please choose one of these.',
  'problem.refused': '{bank} did not accept the answer in this form.',
};

/** The texts of one connection. */
export function textsOf(
  messages: Partial<Messages> | undefined,
  bank: string | undefined,
): (key: keyof Messages, count?: number) => string {
  const textAt = (key: keyof Messages): string => messages?.[key] ?? MESSAGES[key];
  const name = bank ?? textAt('bank');
  return (key, count = 0) => {
    const text = textAt(key).replaceAll('{bank}', name).replaceAll('{count}', String(count));
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}
