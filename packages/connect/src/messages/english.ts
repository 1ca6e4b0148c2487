import type { HostErrorCode } from '@mx-member/machine/hosting';
import type {
  ChallengeType,
  FaultCode,
  NextStep,
  Phase,
  ProblemCode,
  Reason,
} from '@mx-member/machine/step';
import type { PageStep } from '../page-step.ts';
import { type Reader, type Text, textReader } from './texts.ts';

/**
 * All texts of the screen, by the machine's codes. `{bank}` is replaced by the institution's name, and `{count}` by a number.
 */
export interface Messages
  extends Readonly<Record<Exclude<Phase, 'challenged'> | 'connected' | 'failed', Text>>,
    Readonly<Record<`ask.${ChallengeType}`, Text>>,
    Readonly<Record<`reason.${Reason}`, Text>>,
    Readonly<Record<`next.${NextStep}`, Text>>,
    Readonly<Record<`act.${PageStep}`, Text>>,
    Readonly<Record<`warning.${FaultCode}`, Text>>,
    Readonly<Record<`stopped.${HostErrorCode}`, Text>>,
    Readonly<Record<`problem.${ProblemCode}`, Text>>,
    Readonly<Record<OwnKey, Text>> {
  /** The language that they are in, as `lang` has it: `es`, `fr-CA`. */
  readonly lang: string;
}
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
  | 'cancelled'
  | 'firstLogin'
  | 'login'
  | 'loginProblem'
  | 'reveal'
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

const CONTACT = 'Please contact us.';
const INTERRUPTED = 'The connection was interrupted. We will keep trying.';
const OUR_SIDE = 'Something went wrong on our side.';
const GONE = 'This connection no longer exists.';
const UNREACHABLE = 'The service could not be reached.';
const NOT_NEEDED = 'You no longer need to answer this question.';
const NOT_HERE = '{bank} is not available here.';

/** English. */
export const MESSAGES: Messages = {
  lang: 'en',
  bank: 'your bank',
  label: 'Connect {bank}',
  aggregating: 'Connecting to {bank}',
  authorizing: 'Continue at {bank}',
  'ask.TEXT': 'Answer a question from {bank}',
  'ask.TOKEN': 'Enter your code',
  'ask.OPTIONS': 'Choose an option',
  'ask.IMAGE_DATA': 'Answer a question about a picture',
  'ask.IMAGE_OPTIONS': 'Choose a picture',
  questions: 'Answer {count} questions from {bank}',
  resumed: 'Checking your answer',
  waiting: 'Waiting for {bank}',
  connected: 'Connected to {bank}',
  failed: 'We could not connect to {bank}',
  cancelled: 'You cancelled',
  check: 'Please check what you entered.',
  slow: 'This is taking longer than usual. You can leave this page open.',
  old: 'No new data has arrived yet, so what you see may be out of date.',
  elsewhere:
    'You have this open in another tab that is not responding. Go to that tab, or close it to continue here.',
  elapsed: 'Time so far',
  picture: 'The picture for this question',
  firstLogin: 'Log in to {bank}',
  login: 'Log in to {bank} again',
  loginProblem: 'We could not send your login. Please try again.',
  reveal: 'Show password',
  authorize: 'The page of {bank} opens in a new window. Log in there, then come back here.',
  'bank.opening': 'One moment…',
  'bank.open': 'Finish logging in at {bank}, in the other window.',
  'bank.closed': 'Waiting for {bank}. If you have not finished there, open the window again.',
  'bank.cannotOpen':
    'Your browser blocked the window. Allow pop-ups for this page, then try again.',
  'bank.unavailable': 'We could not open the page of {bank}. Please try again.',
  'bank.error': 'You did not finish logging in at {bank}.',
  'bank.otherMember': 'You have connected {bank} before.',
  submit: 'Continue',
  submitLogin: 'Connect',
  sending: 'One moment…',
  cancel: 'Cancel',
  retry: 'Try again',
  openBank: 'Go to {bank}',
  openBankAgain: 'Open {bank} again',
  'reason.credentials': '{bank} did not accept your login.',
  'reason.answer': '{bank} did not accept your answer.',
  'reason.expired': 'The time for your answer ran out.',
  'reason.locked': '{bank} has locked your account.',
  'reason.actionNeeded': '{bank} needs you to do something on its own website first.',
  'reason.unavailable': '{bank} is not available right now.',
  'reason.discontinued': '{bank} is no longer supported.',
  'reason.closed': 'This connection was closed.',
  'reason.disabled': 'Updates are turned off for this connection.',
  'reason.noAccounts': 'We found no account that we can use here.',
  'reason.accessDenied': 'We were not given access to your accounts.',
  'reason.institutionBlocked': NOT_HERE,
  'reason.refused': OUR_SIDE,
  'reason.unauthorized': OUR_SIDE,
  'reason.forbidden': OUR_SIDE,
  'reason.notFound': GONE,
  'reason.signedOut': 'You were signed out.',
  'reason.unreachable': UNREACHABLE,
  'reason.tookTooLong': 'This took too long, so we stopped.',
  'reason.abandoned': 'We waited for your answer for a long time, so we stopped.',
  'reason.cancelled': '{bank} is not connected.',
  'reason.misconfigured': OUR_SIDE,
  'next.updateCredentials': 'Check your login, then enter it again.',
  'next.restart': 'You can start again.',
  'next.visitInstitution':
    'Log in on the website of {bank} and follow the steps there. Then come back and try again.',
  'next.tryLater': 'Please try again later.',
  'next.chooseInstitution': 'Choose another bank or account.',
  'next.connectAgain': 'Please add the account again.',
  'next.contactSupport': CONTACT,
  'next.fixIntegration': CONTACT,
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
  'warning.institutionMaintenance': '{bank} is down for maintenance.',
  'warning.institutionUnavailable': '{bank} is not available right now.',
  'warning.institutionPrevented': NOT_HERE,
  'warning.institutionPreventNew': '{bank} is not taking new connections right now.',
  'warning.institutionPreventVerification': 'We cannot verify accounts at {bank}.',
  'warning.conflict': 'Another update is running. Yours continues after it.',
  'warning.rateLimited': INTERRUPTED,
  'warning.unreachable': INTERRUPTED,
  'warning.malformed': INTERRUPTED,
  'warning.unexpected': INTERRUPTED,
  'warning.badReturn': INTERRUPTED,
  'warning.lost': 'Your answer may not have arrived.',
  'warning.notSent': 'We could not send your answer. Please enter it again.',
  'warning.signedOut': 'You are signed out. Sign in again to continue.',
  'stopped.busy': 'Another update is running.',
  'stopped.notFound': GONE,
  'stopped.invalid': OUR_SIDE,
  'stopped.signedOut': 'You are signed out.',
  'stopped.forbidden': OUR_SIDE,
  'stopped.unreachable': UNREACHABLE,
  'stopped.unreadable': 'Our service has been updated. Please try again.',
  'stopped.closed': 'This page has stopped connecting.',
  'problem.malformed': 'We could not read this answer.',
  'problem.missing': 'Please answer this question.',
  'problem.duplicate': 'This question was answered twice.',
  'problem.unknown': NOT_NEEDED,
  'problem.superseded': NOT_NEEDED,
  'problem.notYet': 'We could not take your answer yet. Please try again.',
  'problem.empty': 'Please enter an answer.',
  'problem.tooLong': 'This answer is too long.',
  'problem.notAnOption': 'Please choose one of these.',
  'problem.refused': '{bank} could not use this answer. Please check it.',
};

/** The texts of one connection. */
export const textsOf = (
  messages: Partial<Messages> | undefined,
  bank: string | undefined,
): Reader<keyof Messages> => textReader(MESSAGES, messages, bank);
