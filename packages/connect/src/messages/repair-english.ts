import type { HealthAction, HealthIssue } from '@mx-member/machine/health';
import { type Reader, type Text, textReader } from './texts.ts';

/** The texts about the health of a connection. `{bank}` is the institution's name. */
export interface RepairMessages
  extends Readonly<Record<`repair.title.${HealthAction}`, Text>>,
    Readonly<Record<`repair.${HealthIssue | 'unfinished' | 'upToDate' | 'running'}`, Text>>,
    Readonly<Record<`repair.act.${ActionOfUser}`, Text>>,
    Readonly<Record<OwnKey, Text>> {}

type OwnKey =
  | 'bank'
  | 'repair.lastUpdated'
  | 'repair.neverUpdated'
  | 'repair.step.visit'
  | 'repair.step.back'
  | 'repair.link.bank'
  | 'repair.link.forgotPassword'
  | 'repair.link.trouble';

/** The actions that have a button. */
export type ActionOfUser = Extract<
  HealthAction,
  'answer' | 'enterCredentials' | 'openBank' | 'tryAgain' | 'visitInstitution'
>;

/** English. `{when}` is a time such as "3 days ago". */
export const REPAIR_MESSAGES: RepairMessages = {
  bank: 'your bank',
  'repair.title.none': '{bank}',
  'repair.title.answer': 'Answer a question from {bank}',
  'repair.title.enterCredentials': 'Log in to {bank} again',
  'repair.title.openBank': 'Log in at {bank} again',
  'repair.title.tryAgain': 'Update {bank}',
  'repair.title.visitInstitution': '{bank} needs something from you',
  'repair.title.wait': 'No new data from {bank}',
  'repair.title.chooseInstitution': '{bank} cannot be updated',
  'repair.title.contactSupport': '{bank} is not being updated',
  'repair.upToDate': 'Everything is up to date.',
  'repair.running': 'An update is running now.',
  'repair.credentials': '{bank} no longer accepts the login that we have. Please enter it again.',
  'repair.authorization': '{bank} no longer gives us access. Please log in on its own page.',
  'repair.unfinished': 'You did not finish logging in at {bank}. Please log in on its own page.',
  'repair.questions': '{bank} has a question for you. Please answer it.',
  'repair.again': 'The last answer was wrong or came too late. Please try again.',
  'repair.noAccounts':
    'We found no account at {bank} that we can use here. Please choose another bank or account.',
  'repair.atInstitution': '{bank} needs you to do something on its own website first.',
  'repair.institution':
    '{bank} is having problems and is working on them. You do not need to do anything.',
  'repair.mx': 'Our data provider is working on this connection. You do not need to do anything.',
  'repair.late':
    'New data is late, and our data provider has to find out why. You do not need to do anything.',
  'repair.notRead': 'No data has arrived yet. You can start an update now.',
  'repair.backgroundOff':
    'This account is only updated when you ask for it. You can start an update now.',
  'repair.userDisabled': 'Updates are turned off for you. Please contact us.',
  'repair.manual': 'You manage this account yourself, so it is not updated.',
  'repair.disabled': 'Updates are turned off for this connection. Please contact us.',
  'repair.closed': 'This connection was closed. Please choose another bank or account.',
  'repair.discontinued': '{bank} is no longer supported. Please choose another bank.',
  'repair.gone': 'This connection no longer exists. Please add the bank again.',
  'repair.unknown':
    'Something about this connection is unclear. Our data provider has to look into it.',
  'repair.lastUpdated': 'Last updated {when}.',
  'repair.neverUpdated': 'Not updated yet.',
  'repair.step.visit': 'Log in on the website of {bank} and do what it asks.',
  'repair.step.back': 'Then come back here and try again.',
  'repair.link.bank': 'Open the website of {bank}',
  'repair.link.forgotPassword': 'Forgot your password?',
  'repair.link.trouble': 'Trouble signing in?',
  'repair.act.answer': 'Answer',
  'repair.act.enterCredentials': 'Log in again',
  'repair.act.openBank': 'Log in again',
  'repair.act.tryAgain': 'Update now',
  'repair.act.visitInstitution': 'See what to do',
};

/** Reads the texts of one connection. */
export type RepairText = Reader<keyof RepairMessages>;

/** The texts of one connection. */
export const repairTextsOf = (
  messages: Partial<RepairMessages> | undefined,
  bank: string | undefined,
): RepairText => textReader(REPAIR_MESSAGES, messages, bank);
