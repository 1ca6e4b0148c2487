import type { ConnectionHealth, HealthAction, HealthIssue } from '@mx-member/machine/health';

/** The texts of a connection that is broken, late or well. `{bank}` is the institution's name. */
export interface RepairMessages
  extends Readonly<Record<`repair.title.${HealthAction}`, string>>,
    Readonly<Record<`repair.${HealthIssue | 'unfinished' | 'upToDate' | 'running'}`, string>>,
    Readonly<Record<`repair.act.${ActionOfUser}`, string>>,
    Readonly<Record<OwnKey, string>> {}

type OwnKey =
  | 'bank'
  | 'repair.lastUpdated'
  | 'repair.neverUpdated'
  | 'repair.step.visit'
  | 'repair.step.back'
  | 'repair.link.bank'
  | 'repair.link.forgotPassword'
  | 'repair.link.trouble';

/** What a button can lead to. */
export type ActionOfUser = Extract<
  HealthAction,
  'answer' | 'enterCredentials' | 'openBank' | 'tryAgain' | 'visitInstitution'
>;

/** English. `{when}` is a time such as "3 days ago". */
export const REPAIR_MESSAGES: RepairMessages = {
  bank: 'your bank',
  'repair.title.none': '{bank}',
  'repair.title.answer': '{bank} has a question',
  'repair.title.enterCredentials': 'Log in to {bank} again',
  'repair.title.openBank': 'Log in at {bank} again',
  'repair.title.tryAgain': 'Update {bank}',
  'repair.title.visitInstitution': '{bank} needs something from you',
  'repair.title.wait': 'No new data from {bank}',
  'repair.title.chooseInstitution': '{bank} cannot be updated',
  'repair.title.contactSupport': '{bank} is not updated',
  'repair.upToDate': 'It is up to date. You do not have to do anything.',
  'repair.running': 'It is being updated now. You do not have to do anything.',
  'repair.credentials': '{bank} does not accept the saved login any more. Please enter it again.',
  'repair.authorization': '{bank} does not give access any more. Please log in on its own page.',
  'repair.unfinished': 'The login at {bank} was not finished. Please log in on its own page.',
  'repair.questions': '{bank} has a question for you. Please answer it.',
  'repair.again': 'The last answer was wrong or came too late. Please try again.',
  'repair.noAccounts': '{bank} shows no account that fits. Please choose another bank or account.',
  'repair.atInstitution': '{bank} wants you to do something on its own site first.',
  'repair.institution':
    '{bank} is having trouble and is working on it. You do not have to do anything.',
  'repair.mx': 'Our data provider is working on this connection. You do not have to do anything.',
  'repair.late':
    'New data is late. Our data provider has to find out why. You do not have to do anything.',
  'repair.notRead': 'No data has come yet. You can start an update now.',
  'repair.backgroundOff': 'It is only updated when you ask for it. You can start an update now.',
  'repair.userDisabled': 'Updates are switched off for you. Please contact us.',
  'repair.manual': 'You keep this account yourself, so it is not updated.',
  'repair.disabled': 'Updates are switched off for this connection. Please contact us.',
  'repair.closed': 'This connection has been closed. Please choose another bank or account.',
  'repair.discontinued': '{bank} is no longer supported. Please choose another bank.',
  'repair.gone': 'This connection does not exist any more. Please add the bank again.',
  'repair.unknown':
    'Something is unclear about this connection. Our data provider has to look at it.',
  'repair.lastUpdated': 'Last updated {when}.',
  'repair.neverUpdated': 'Not updated yet.',
  'repair.step.visit': 'Log in on the site of {bank} and do what it asks for.',
  'repair.step.back': 'Then come back here and try again.',
  'repair.link.bank': 'Open the site of {bank}',
  'repair.link.forgotPassword': 'Forgot your password?',
  'repair.link.trouble': 'Trouble signing in?',
  'repair.act.answer': 'Answer',
  'repair.act.enterCredentials': 'Log in again',
  'repair.act.openBank': 'Log in again',
  'repair.act.tryAgain': 'Update now',
  'repair.act.visitInstitution': 'See what to do',
};

/** The text of a key. */
export type RepairText = (key: keyof RepairMessages, when?: string) => string;

/** The texts of one connection. */
export function repairTextsOf(
  messages: Partial<RepairMessages> | undefined,
  bank: string | undefined,
): RepairText {
  const textAt = (key: keyof RepairMessages): string => messages?.[key] ?? REPAIR_MESSAGES[key];
  return (key, when = '') => {
    const name = bank ?? textAt('bank');
    const text = textAt(key)
      .replaceAll('{bank}', () => name)
      .replaceAll('{when}', () => when);
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}

/** What is wrong, and who does something about it, in a sentence. */
export function sentenceOf(health: ConnectionHealth, text: RepairText): string {
  const { issue, status, mayStart } = health;
  // PENDING: MX refuses a start until the person has been at the bank.
  if (issue === 'authorization' && mayStart === 'never') return text('repair.unfinished');
  return text(`repair.${issue ?? (status === 'running' ? 'running' : 'upToDate')}`);
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How old the data is, in a sentence; `null` where nothing is known to have been read. */
export function dataAgeOf(
  { dataOf, issue }: ConnectionHealth,
  text: RepairText,
  { now, locale }: { readonly now: number; readonly locale: string },
): string | null {
  if (dataOf === null) return issue === 'notRead' ? text('repair.neverUpdated') : null;
  const passed = Math.max(0, now - dataOf);
  const [unit, ms] = UNITS.find(([, length]) => passed >= length) ?? ['minute', 60_000];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return text('repair.lastUpdated', format.format(-Math.floor(passed / ms), unit));
}
