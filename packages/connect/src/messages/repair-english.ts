import type { ConnectionHealth } from '@mx-member/machine/health';
import type { END_OF_ISSUE } from './ends.ts';
import { type Reader, type Text, textReader } from './texts.ts';

/** The texts about the health of a connection. `{bank}` is the institution's name. */
export interface RepairMessages
  extends Readonly<Record<`repair.title.${ActionOfTitle}`, Text>>,
    Readonly<Record<`repair.${OwnIssue | 'unfinished' | 'upToDate' | 'running'}`, Text>>,
    Readonly<Record<`repair.act.${ActionOfUser}`, Text>>,
    Readonly<Record<OwnKey, Text>> {}

/** The issues with words of their own. The others have words of the table of ends. */
export type OwnIssue = Exclude<NonNullable<ConnectionHealth['issue']>, keyof typeof END_OF_ISSUE>;

/** The actions whose screens have a heading of their own. */
export type ActionOfTitle = Exclude<
  ConnectionHealth['action'],
  'enterCredentials' | 'visitInstitution' | 'chooseInstitution'
>;

type OwnKey = 'bank' | 'repair.lastUpdated' | 'repair.neverUpdated';

/** The actions that have a button. */
export type ActionOfUser = Extract<
  ConnectionHealth['action'],
  'answer' | 'enterCredentials' | 'openBank' | 'tryAgain' | 'visitInstitution'
>;

const NOTHING_TO_DO = 'You do not need to do anything now.';

/** English. `{when}` is a time such as "3 days ago". */
export const REPAIR_MESSAGES: RepairMessages = {
  bank: 'your bank',
  'repair.title.none': '{bank}',
  'repair.title.answer': 'Answer a question from {bank}',
  'repair.title.openBank': 'Log in at {bank} again',
  'repair.title.tryAgain': 'Update {bank}',
  'repair.title.wait': 'No new data from {bank}',
  'repair.title.contactSupport': '{bank} is not being updated',
  'repair.upToDate': 'Everything is up to date.',
  'repair.running': 'An update is running now.',
  'repair.authorization': '{bank} no longer gives us access. Please log in on its own page.',
  'repair.movedToOauth': '{bank} has a new way to log in. Please log in on its own page.',
  'repair.unfinished': 'You did not finish logging in at {bank}. Please log in on its own page.',
  'repair.questions': '{bank} has a question for you. Please answer it.',
  'repair.again': 'The last answer was wrong or came too late. Please try again.',
  'repair.institution': `The last update failed. ${NOTHING_TO_DO}`,
  'repair.mx': `The last few updates failed. ${NOTHING_TO_DO}`,
  'repair.late': `New data is late, and our data provider has to find out why. ${NOTHING_TO_DO}`,
  'repair.notRead': 'No data has arrived yet. You can start an update now.',
  'repair.backgroundOff':
    'This account is only updated when you ask for it. You can start an update now.',
  'repair.userDisabled': 'Updates are turned off for you. Please contact us.',
  'repair.manual': 'You manage this account yourself, so it is not updated.',
  'repair.unknown':
    'Something about this connection is unclear. Our data provider has to look into it.',
  'repair.lastUpdated': 'Last updated {when}.',
  'repair.neverUpdated': 'Not updated yet.',
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
