import { type END_OF_ISSUE, endOfHealth, textsOf } from '@mx-member/connect/messages/en';
import type { Reading } from '@mx-member/machine';
import type { ConnectionHealth } from '@mx-member/machine/health';

type Issue = NonNullable<ConnectionHealth['issue']>;

/** What is wrong, for the issues without words in the table of ends. In few words, because it stands in a table. */
const ISSUES: Readonly<Record<Exclude<Issue, keyof typeof END_OF_ISSUE>, string>> = {
  authorization: 'The bank wants the user to log in',
  movedToOauth: 'The bank has moved to its own login page',
  questions: 'The bank asks a question',
  again: 'The last answer was not accepted',
  institution: 'The bank cannot be read',
  mx: 'MX is working on this connection',
  late: 'No new data arrives',
  notRead: 'MX has never read the bank',
  backgroundOff: 'MX reads this bank only on request',
  userDisabled: 'The user is disabled',
  manual: 'Not a bank: entered by hand or by a partner',
  unknown: 'A status that this version does not know',
};

const ACTORS: Readonly<Record<ConnectionHealth['who'], string>> = {
  nobody: 'nobody',
  user: 'the user',
  institution: 'the bank',
  mx: 'MX',
  app: 'your app',
};

const ACTIONS: Readonly<Record<ConnectionHealth['action'], string>> = {
  none: 'Nothing',
  answer: 'Answer the question before it expires',
  enterCredentials: 'Enter the login again; do not retry the old login',
  openBank: "Log in again on the bank's page",
  tryAgain: 'Try again while the user is present',
  visitInstitution: "Go to the bank's site, then try again",
  wait: 'Wait',
  chooseInstitution: 'Connect another bank, or enter the accounts by hand',
  contactSupport: 'Contact MX support',
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** A length of time in the largest unit that gives at least two: `47 hours`, `3 days`. */
export function lengthOf(ms: number): string {
  for (const [size, name] of UNITS) {
    const count = Math.floor(ms / size);
    if (count > 1) return `${count} ${name}s`;
  }
  return ms >= MINUTE ? '1 minute' : 'less than a minute';
}

/** How old the data is. */
export const ageOf = ({ dataOf }: ConnectionHealth, now: number): string =>
  dataOf === null ? 'no data' : `${lengthOf(Math.max(now - dataOf, 0))} old`;

/** If the last job is this much newer than the data, MX has tried since and failed. In ms. */
const TRIED = HOUR;

/** Whether MX tries and fails, or does not try. OAS25: `aggregated_at` is the last job, `successfully_aggregated_at` the last success. */
function lateWords({ dataOf }: ConnectionHealth, { aggregatedAt }: Reading): string {
  const triedAt = Date.parse(aggregatedAt ?? '');
  if (dataOf === null || Number.isNaN(triedAt)) return ISSUES.late;
  return triedAt > dataOf + TRIED ? 'MX tries, but gets no data' : 'MX does not try to read it';
}

/** What is wrong. In quotes, it is the title that the user reads on the repair screen. */
function wrongOf(health: ConnectionHealth, reading: Reading, bank: string | undefined): string {
  const end = endOfHealth(health);
  if (end) return `"${textsOf(undefined, bank)(`title.${end}`)}"`;
  const issue = health.issue as keyof typeof ISSUES;
  if (issue === 'authorization' && reading.connectionStatus === 'PENDING')
    return "The user has not finished on the bank's page";
  return issue === 'late' ? lateWords(health, reading) : ISSUES[issue];
}

/**
 * What is wrong, with MX's own name for it.
 * @param bank The institution's name. @default "your bank"
 */
export function issueOf(health: ConnectionHealth, reading: Reading, bank?: string): string {
  if (health.issue === null) return health.status === 'running' ? 'A job is running' : 'Nothing';
  return `${wrongOf(health, reading, bank)} (${reading.connectionStatus ?? 'no status'})`;
}

/** Who has to act. */
export const actorOf = ({ who }: ConnectionHealth): string => ACTORS[who];

/** Data is late after this, because MX reads about once a day. In ms. */
const LATE = 27 * HOUR;
/** Data that is overdue for this long will mostly not come without help. In ms. */
const LASTS = 5 * DAY;

function nextOfWell({ dataOf, isReadByMx, lookAt }: ConnectionHealth, now: number): string {
  if (!isReadByMx) return 'Read it again when the user is present';
  const isLate = dataOf !== null && now - dataOf > LATE && lookAt !== null && lookAt > now;
  return isLate ? `MX is late; look again in ${lengthOf(lookAt - now)}` : 'MX will read it again';
}

/** What to do next, and when. */
export function nextOf(health: ConnectionHealth, now: number): string {
  const { action, status, issue, startFrom, lookAt, dataOf } = health;
  if (status === 'upToDate') return nextOfWell(health, now);
  if (issue === 'userDisabled') return 'Enable the user at MX';
  if (action === 'tryAgain' && startFrom !== null && startFrom > now)
    return `${ACTIONS.tryAgain}, in ${lengthOf(startFrom - now)} or later`;
  if (action !== 'wait' || lookAt === null) return ACTIONS[action];
  if (status === 'overdue' && dataOf !== null && now - dataOf > LASTS)
    return ACTIONS.contactSupport;
  return `${ACTIONS.wait}; look again in ${lengthOf(lookAt - now)}`;
}

/** Whether the user, the app or an operator has to act. */
export const needsSomebody = ({ who, status }: ConnectionHealth): boolean =>
  who === 'user' || who === 'app' || status === 'overdue';
