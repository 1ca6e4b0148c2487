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
 * All texts of the screen, by the codes of the machine. `{bank}` becomes the institution's name, and `{count}` a number.
 */
export interface Messages
  extends Readonly<Record<Exclude<Phase, 'challenged'> | 'connected' | 'failed', Text>>,
    Readonly<Record<`ask.${ChallengeType}`, Text>>,
    ForEach<'reason', Reason, 'refused' | 'unauthorized' | 'forbidden' | 'misconfigured'>,
    ForEach<'next', NextStep, 'contactSupport' | 'fixIntegration'>,
    ForEach<'act', PageStep, 'contactSupport' | 'fixIntegration'>,
    ForEach<'warning', FaultCode, Interruption>,
    ForEach<'stopped', HostErrorCode, 'invalid' | 'forbidden'>,
    ForEach<'problem', ProblemCode, 'malformed' | 'duplicate' | 'unknown' | 'notYet'>,
    Readonly<Record<OwnKey, Text>> {
  /** The language of the texts, as a value of `lang`: `es`, `fr-CA`. */
  readonly lang: string;
}
/** A text for each code. Some codes need no text of their own: `other` is the text of those that have none. */
type ForEach<Kind extends string, Code extends string, Other extends Code> = Readonly<
  Record<`${Kind}.${Exclude<Code, Other> | 'other'}`, Text> &
    Partial<Record<`${Kind}.${Other}`, Text>>
>;
type Interruption =
  | 'unauthorized'
  | 'forbidden'
  | 'notFound'
  | 'badRequest'
  | 'notAllowed'
  | 'rateLimited'
  | 'unreachable'
  | 'malformed'
  | 'unexpected'
  | 'badReturn';
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
  | 'openLogin'
  | 'login'
  | 'loginProblem'
  | 'fillIn'
  | 'reveal'
  | 'bank.none'
  | 'bank.opening'
  | 'bank.open'
  | 'bank.closed'
  | 'bank.returned'
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

const GONE = 'This connection no longer exists.';
const UNREACHABLE = 'The service could not be reached.';
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
  openLogin: 'Log in',
  login: 'Log in to {bank} again',
  loginProblem: 'We could not send your login. Please try again.',
  fillIn: 'Please fill this in.',
  reveal: 'Show password',
  'bank.none': '{bank} opens in a new window. Log in there, then come back here.',
  'bank.opening': 'One moment…',
  'bank.open': 'Finish logging in at {bank}, in the other window.',
  'bank.closed': 'Waiting for {bank}. If you have not finished there, open the window again.',
  'bank.returned': 'One moment…',
  'bank.cannotOpen':
    'Your browser blocked the window. Allow pop-ups for this page, then try again.',
  'bank.unavailable': 'We could not open {bank}. Please try again.',
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
  'reason.notFound': GONE,
  'reason.signedOut': 'You were signed out.',
  'reason.unreachable': UNREACHABLE,
  'reason.tookTooLong': 'This took too long, so we stopped.',
  'reason.abandoned': 'We waited for your answer for a long time, so we stopped.',
  'reason.cancelled': '{bank} is not connected.',
  'reason.other': 'Something went wrong on our side.',
  'next.updateCredentials': 'Check your login, then enter it again.',
  'next.restart': 'You can start again.',
  'next.visitInstitution':
    'Log in on the website of {bank} and follow the steps there. Then come back and try again.',
  'next.tryLater': 'Please try again later.',
  'next.chooseInstitution': 'Choose another bank or account.',
  'next.connectAgain': 'Please add the account again.',
  'next.other': 'Please contact us.',
  'act.updateCredentials': 'Enter it again',
  'act.chooseInstitution': 'Choose another bank',
  'act.connectAgain': 'Add the account again',
  'act.other': 'Contact us',
  'warning.institutionMaintenance': '{bank} is down for maintenance.',
  'warning.institutionUnavailable': '{bank} is not available right now.',
  'warning.institutionPrevented': NOT_HERE,
  'warning.institutionPreventNew': '{bank} is not taking new connections right now.',
  'warning.institutionPreventVerification': 'We cannot verify accounts at {bank}.',
  'warning.conflict': 'Another update is running. Yours continues after it.',
  'warning.lost': 'Your answer may not have arrived.',
  'warning.notSent': 'We could not send your answer. Please enter it again.',
  'warning.signedOut': 'You are signed out. Sign in again to continue.',
  'warning.other': 'The connection was interrupted. We will keep trying.',
  'stopped.busy': 'Another update is running.',
  'stopped.notFound': GONE,
  'stopped.signedOut': 'You are signed out.',
  'stopped.unreachable': UNREACHABLE,
  'stopped.unreadable': 'Our service has been updated. Please try again.',
  'stopped.closed': 'This page has stopped connecting.',
  'stopped.other': 'Something went wrong on our side.',
  'problem.other': 'We could not take your answer. Please try again.',
  'problem.superseded': 'You no longer need to answer this question.',
  'problem.missing': 'Please answer this question.',
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
