import type { Reading } from '@mx-member/machine';
import type {
  ConnectionHealth,
  HealthAction,
  HealthActor,
  HealthIssue,
} from '@mx-member/machine/health';

/** What is wrong, in as few words as a table has room for. */
const ISSUES: Readonly<Record<HealthIssue, string>> = {
  credentials: 'The bank refuses the login',
  authorization: 'The bank wants the user to log in',
  questions: 'The bank asks a question',
  again: 'The last answer was not accepted',
  noAccounts: 'The bank shows no account',
  atInstitution: 'The bank wants something done first',
  institution: 'The bank cannot be read',
  mx: 'MX works on this connection',
  late: 'No new data comes',
  notRead: 'The bank was never read',
  backgroundOff: 'MX reads this bank on request only',
  userDisabled: 'The user is disabled',
  manual: 'No bank: kept by hand or a partner',
  disabled: 'MX has switched it off',
  closed: 'The connection is closed',
  discontinued: 'MX does not read this bank any more',
  gone: 'MX does not have it',
  unknown: 'Unknown to this version',
};

/** What a status says more exactly than the issue does. */
const STATUS_ISSUES: Readonly<Record<string, string>> = {
  PREVENTED: 'MX has stopped after three refused logins',
  IMPAIRED: 'The login is not complete any more',
  REJECTED: 'The answer to a question was wrong',
  EXPIRED: 'Nobody answered a question in time',
  LOCKED: 'The bank has locked the user',
  IMPEDED: 'The bank wants something done on its site',
  PENDING: "The user has not finished on the bank's page",
};

const ACTORS: Readonly<Record<HealthActor, string>> = {
  nobody: 'nobody',
  user: 'the user',
  institution: 'the bank',
  mx: 'MX',
  app: 'your app',
};

const ACTIONS: Readonly<Record<HealthAction, string>> = {
  none: 'Nothing',
  answer: 'Answer it before it expires',
  enterCredentials: 'Enter the login again; do not retry the old one',
  openBank: "Log in again on the bank's page",
  tryAgain: 'Try again while the user is there',
  visitInstitution: "Put it right on the bank's site, then try again",
  wait: 'Wait',
  chooseInstitution: 'Connect another bank, or keep it by hand',
  contactSupport: 'Ask the support of MX',
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
] as const;

/** A length of time in its largest unit of which there are two or more: `47 hours`, `3 days`. */
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

/** The last job is so much younger than the data: MX has tried since, in vain. */
const TRIED = HOUR;

/** Whether MX tries and fails, or does not try (OAS25: the one moment is of the last job, the other of the last success). */
function lateWords({ dataOf }: ConnectionHealth, { aggregatedAt }: Reading): string {
  const triedAt = Date.parse(aggregatedAt ?? '');
  if (dataOf === null || Number.isNaN(triedAt)) return ISSUES.late;
  return triedAt > dataOf + TRIED ? 'MX tries, and gets no data' : 'MX does not try to read it';
}

/** What is wrong, with MX's own name for it. */
export function issueOf(health: ConnectionHealth, reading: Reading): string {
  const { issue, status } = health;
  const { connectionStatus } = reading;
  if (issue === null) return status === 'running' ? 'A job runs' : 'Nothing';
  const words =
    issue === 'late' ? lateWords(health, reading) : STATUS_ISSUES[connectionStatus ?? ''];
  return `${words ?? ISSUES[issue]} (${connectionStatus ?? 'no status'})`;
}

/** Who has to act. */
export const actorOf = ({ who }: ConnectionHealth): string => ACTORS[who];

/** MX reads about once a day, so data is late after this. */
const LATE = 27 * HOUR;
/** Data that is overdue for so long does not come by itself, mostly. */
const LASTS = 5 * DAY;

function nextOfWell({ dataOf, isReadByMx, lookAt }: ConnectionHealth, now: number): string {
  if (!isReadByMx) return 'Read it again when the user is there';
  const isLate = dataOf !== null && now - dataOf > LATE && lookAt !== null && lookAt > now;
  return isLate
    ? `MX is late; look again in ${lengthOf(lookAt - now)}`
    : 'MX reads it again by itself';
}

/** What to do next, and from when. */
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

/** Whether somebody here has to do something. */
export const needsSomebody = ({ who, status }: ConnectionHealth): boolean =>
  who === 'user' || who === 'app' || status === 'overdue';
