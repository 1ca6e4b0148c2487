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
  again: 'The last answer was wrong or late',
  noAccounts: 'The bank shows no account',
  atInstitution: 'The bank wants something done first',
  institution: 'The bank cannot be read',
  mx: 'MX works on this connection',
  late: 'It looks good, but no data comes',
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
  enterCredentials: 'Enter the new login; do not retry the old one',
  openBank: "Log in again on the bank's page",
  tryAgain: 'Try again while the user is there',
  visitInstitution: "Put it right on the bank's site, then try again",
  wait: 'Wait',
  chooseInstitution: 'Connect another bank, or keep it by hand',
  contactSupport: 'Ask the support of MX',
};

const MINUTE = 60_000;
const UNITS = [
  [24 * 60 * MINUTE, 'day'],
  [60 * MINUTE, 'hour'],
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

/** What is wrong; for what this version does not know, with MX's own name for it. */
export function issueOf(
  { issue, status }: ConnectionHealth,
  connectionStatus: string | null,
): string {
  if (issue === null) return status === 'running' ? 'A job runs' : 'Nothing';
  return `${ISSUES[issue]} (${connectionStatus ?? 'no status'})`;
}

/** Who has to act. */
export const actorOf = ({ who }: ConnectionHealth): string => ACTORS[who];

/** What to do next, and from when. */
export function nextOf(health: ConnectionHealth, now: number): string {
  const { action, status, issue, startFrom, lookAt, isReadByMx } = health;
  if (status === 'upToDate')
    return isReadByMx ? 'MX reads it again by itself' : 'Read it again when the user is there';
  if (issue === 'userDisabled') return 'Enable the user at MX';
  if (action === 'tryAgain' && startFrom !== null && startFrom > now)
    return `${ACTIONS.tryAgain}, in ${lengthOf(startFrom - now)} or later`;
  if (action === 'wait' && lookAt !== null)
    return `${ACTIONS.wait}; look again in ${lengthOf(lookAt - now)}`;
  return ACTIONS[action];
}

/** Whether somebody here has to do something. */
export const needsSomebody = ({ who, status }: ConnectionHealth): boolean =>
  who === 'user' || who === 'app' || status === 'overdue';
