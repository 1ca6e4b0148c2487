import type { HostErrorCode, LoginHold } from '@mx-member/machine/hosting';
import type {
  ChallengeType,
  FaultCode,
  Phase,
  ProblemCode,
  Progress,
} from '@mx-member/machine/step';
import type { End, PageStep } from './ends.ts';
import { plural, type Reader, type Text, textReader } from './texts.ts';

/**
 * All texts of the screen, by the codes of the machine. `{bank}` becomes the institution's name, `{app}` the name of your app, and
 * `{count}` a number.
 */
export interface Messages
  extends Readonly<Record<Exclude<Phase, 'challenged'> | 'connected', Text>>,
    Readonly<Record<`ask.${ChallengeType}`, Text>>,
    Readonly<Record<`progress.${Progress}`, Text>>,
    Readonly<Record<`title.${End}` | `reason.${End}`, Text>>,
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
  | 'ask.approval'
  | 'approval'
  | 'check'
  | 'slow'
  | 'old'
  | 'chosen'
  | 'noCode'
  | 'elsewhere'
  | 'elapsed'
  | 'picture'
  | 'firstLogin'
  | 'openLogin'
  | 'unknownBank'
  | 'degraded'
  | 'anyway'
  | 'tryAnyway'
  | 'loginLimit'
  | 'loginProblem'
  | 'loginLost'
  | 'lockWarning'
  | `held.${LoginHold['why']}`
  | 'checked'
  | 'unlocked'
  | 'arrived'
  | 'arrivedFor'
  | 'accounts'
  | 'offline'
  | 'offlineAnswer'
  | `about.${'login' | 'loginFor' | 'bank' | 'questions'}`
  | 'confirm'
  | 'confirmed'
  | 'keep'
  | 'done'
  | `field.${'LOGIN' | 'PASSWORD'}`
  | `link.${'bank' | 'forgotPassword' | 'trouble' | 'privacy'}`
  | `hint.${'capsLock' | 'space'}`
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
  | 'tryNow'
  | 'openBank'
  | 'openBankAgain';

const GONE = 'This connection no longer exists.';
const UNREACHABLE = 'The service could not be reached.';
const NOT_HERE = '{bank} is not available here.';
const LATER = 'Please try again later.';
const ANOTHER = 'Choose another bank.';

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
  'ask.approval': 'Confirm that it is you',
  questions: 'Answer {count} questions from {bank}',
  resumed: 'Checking your answer',
  waiting: 'Waiting for {bank}',
  'progress.loggingIn': 'We are logging in to {bank}.',
  'progress.loggedIn': '{bank} accepted your login. Your data is on its way.',
  'progress.accounts': 'Your accounts have arrived. The rest is on its way.',
  'progress.transactions': 'Your transactions have arrived. We are almost done.',
  connected: 'Connected to {bank}',
  approval:
    'If the app of {bank} asks you to approve this login, approve it there. This page notices by itself.',
  check: 'Please check what you entered.',
  slow: 'This is taking longer than usual. You can leave this page open.',
  old: 'No new data has arrived yet, so what you see may be out of date.',
  chosen: 'You chose:',
  noCode:
    'No code yet? Look in your text messages, your email and the app of {bank}. If none comes, leave this page open. When the time for the code has run out, you can try again: we log in to {bank} once more, and you get a new code.',
  elsewhere:
    'You have this open in another tab that is not responding. Go to that tab, or close it to continue here.',
  elapsed: 'Time so far',
  picture: 'The picture for this question',
  firstLogin: 'Log in to {bank}',
  openLogin: 'Log in',
  unknownBank: 'We do not know this bank',
  degraded: 'Connecting to {bank} may take longer than usual right now, or fail.',
  anyway: 'Connecting will probably fail. You can come back later, or try anyway.',
  tryAnyway: 'Try anyway',
  loginLimit: 'You have tried to log in many times. Please try again later.',
  loginProblem: 'We could not send your login. Please try again.',
  loginLost: 'Your last login may not have reached {bank}.',
  lockWarning: 'Another wrong login may lock your account at {bank}.',
  'held.sameAgain':
    'Nothing was sent. {bank} did not accept the same login a moment ago. Correct it, or try it on the website of {bank} first.',
  'held.refusedTwice':
    'Nothing was sent yet. Two logins in a row were not accepted, and some banks lock an account then. Try this login on the website of {bank} first.',
  'held.prevented':
    'Nothing was sent yet. Your login has failed several times, and some banks lock an account then. Try this login on the website of {bank} first.',
  'held.locked':
    'Nothing was sent yet. {bank} has locked your account. Unlock it with {bank} first: on its website, in its app or by phone.',
  checked: 'I have checked it: log in',
  unlocked: 'It is unlocked: log in',
  'link.bank': 'Open the website of {bank}',
  'link.forgotPassword': 'Forgot your password?',
  'link.trouble': 'Trouble signing in?',
  'link.privacy': 'How we use your data',
  arrived: 'Your newest data has arrived.',
  arrivedFor: 'Your newest data is now in {app}.',
  accounts: plural('en', {
    one: 'We found {count} account.',
    other: 'We found {count} accounts.',
  }),
  offline: 'You are offline. We will go on when you are back online.',
  offlineAnswer: 'You are offline. Your answer is still here.',
  'about.login':
    'Your login goes to {bank} through our data provider, MX, and we do not keep it. We read your accounts, balances and transactions, so that you can use them here.',
  'about.loginFor':
    'Your login goes to {bank} through our data provider, MX, and we do not keep it. We read your accounts, balances and transactions, so that you can use them in {app}.',
  'about.bank': 'You log in on the page of {bank} itself, so we never see your password.',
  'about.questions':
    '{bank} asks this to make sure that it is you, and may wait only a few minutes. We pass your answer on once and do not keep it.',
  confirm: 'Stop connecting {bank}? You would have to start again.',
  confirmed: 'Yes, stop',
  keep: 'No, go on',
  done: 'Done',
  'field.LOGIN': 'Username',
  'field.PASSWORD': 'Password',
  'hint.capsLock': 'Caps Lock is on.',
  'hint.space': 'There is a space before or after this.',
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
  tryNow: 'Try now',
  openBank: 'Go to {bank}',
  openBankAgain: 'Open {bank} again',
  'title.credentials': '{bank} did not accept your login',
  'reason.credentials': 'Check your login, then enter it again.',
  'title.PREVENTED': 'Your login has failed too often',
  'reason.PREVENTED': 'Enter the login that works on the website of {bank}.',
  'title.IMPAIRED': 'Your login for {bank} is not complete',
  'reason.IMPAIRED': 'Please enter all of it again.',
  'title.IMPORTED': 'Log in to {bank}',
  'reason.IMPORTED': 'We need your login to update this connection.',
  'title.answer': '{bank} did not accept your answer',
  'reason.answer': 'Try again. {bank} will ask you again.',
  'title.expired': 'The time for your answer ran out',
  'reason.expired': 'Try again, and answer as soon as {bank} asks.',
  'title.locked': '{bank} has locked your account',
  'reason.locked':
    'Unlock it with {bank}: on its website, in its app or by phone. Then come back and try again.',
  'title.actionNeeded': '{bank} needs something from you',
  'reason.actionNeeded':
    'Log in on the website of {bank} and follow the steps there. Then come back and try again.',
  'title.unavailable': 'We could not get your data from {bank}',
  'reason.unavailable': LATER,
  'title.institutionUnavailable': '{bank} is not available right now',
  'reason.institutionUnavailable': LATER,
  'title.institutionMaintenance': '{bank} is down for maintenance',
  'reason.institutionMaintenance': LATER,
  'title.institutionBlocked': '{bank} is not available here',
  'reason.institutionBlocked': ANOTHER,
  'title.institutionPreventNew': '{bank} is not taking new connections right now',
  'reason.institutionPreventNew': ANOTHER,
  'title.institutionPreventVerification': 'We cannot verify accounts at {bank}',
  'reason.institutionPreventVerification': ANOTHER,
  'title.discontinued': '{bank} is no longer supported',
  'reason.discontinued': ANOTHER,
  'title.closed': 'This connection was closed',
  'reason.closed': 'Choose another bank or account.',
  'title.disabled': 'Updates are turned off for this connection',
  'reason.disabled': 'Please contact us.',
  'title.noAccounts': 'No accounts found',
  'reason.noAccounts':
    '{bank} shows no account that we can use here. Choose another bank or account.',
  'title.accessDenied': 'More permissions are needed',
  'reason.accessDenied': 'Try again, and allow access to at least one account.',
  'title.noFit': 'None of your accounts fits here',
  'reason.noFit': 'Choose another bank or account.',
  'title.wrongCode': 'The code was wrong',
  'reason.wrongCode': 'Try again. {bank} will ask you again.',
  'title.newLogin': '{bank} asks for your login again',
  'reason.newLogin': 'Enter the login that works on the website of {bank}.',
  'title.gone': 'This connection no longer exists',
  'reason.gone': 'Please add the account again.',
  'title.signedOut': 'You were signed out',
  'reason.signedOut': 'Sign in again to continue.',
  'title.unreachable': 'The service could not be reached',
  'reason.unreachable': LATER,
  'title.tookTooLong': 'This took too long',
  'reason.tookTooLong': LATER,
  'title.abandoned': 'We stopped waiting',
  'reason.abandoned': 'Nothing came from you for a long time. You can start again.',
  'title.cancelled': 'You canceled',
  'reason.cancelled': '{bank} is not connected. You can start again.',
  'title.other': 'We could not connect to {bank}',
  'reason.other': 'Something went wrong on our side. Please contact us.',
  'act.updateCredentials': 'Enter it again',
  'act.chooseInstitution': 'Choose another bank',
  'act.connectAgain': 'Add the account again',
  'act.signIn': 'Sign in',
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
  app?: string,
): Reader<keyof Messages> => textReader(MESSAGES, messages, bank, app);
