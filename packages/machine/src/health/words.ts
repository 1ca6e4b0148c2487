import type { HealthRuleName } from '../data/health.ts';

const words = (when: string, meaning: string) => ({ when, meaning });

/** The rules of {@link connectionHealth} in words, in order. */
export const HEALTH_WORDS: Readonly<
  Record<
    HealthRuleName,
    {
      /** When the rule applies, if no rule before it does. */
      readonly when: string;
      /** What to say about the connection. */
      readonly meaning: string;
    }
  >
> = {
  gone: words('MX has answered 404 twice', 'MX does not have this connection any more.'),
  manual: words(
    'the member is manual, or a partner manages it',
    'No bank is read for this connection.',
  ),
  userDisabled: words('the user is disabled', 'MX reads nothing, because the user is disabled.'),
  questions: words(
    'CHALLENGED, and a job runs or began less than a day ago or at a time that is not known',
    'The bank asks a question, and somebody has to answer it.',
  ),
  running: words(
    'is_being_aggregated, and the job began less than a day ago or at a time that is not known',
    'MX reads the bank at this moment.',
  ),
  stuck: words(
    'is_being_aggregated, and the job began a day ago or earlier',
    'A job at MX has not ended for more than a day.',
  ),
  ended: words('CLOSED or DISCONTINUED', 'MX will not read this bank again.'),
  disabled: words('DISABLED', 'MX has switched this connection off.'),
  lockedOut: words(
    'needs_updated_credentials, PREVENTED, DENIED, IMPAIRED, IMPORTED, or code 1002, 2004 or 2005',
    'The bank does not accept the login any more.',
  ),
  atInstitution: words('LOCKED or IMPEDED', 'The bank wants something done on its own site first.'),
  unfinished: words('PENDING', 'The login on the page of the bank was not finished.'),
  again: words(
    'REJECTED, EXPIRED, code 2001, 2002 or 2003, or CHALLENGED without a job since a day ago',
    'The last answer to the bank was wrong, or came too late.',
  ),
  noAccounts: words('code 1000 or 1001', 'The bank shows no account that can be read.'),
  outage: words(
    'DEGRADED, DISCONNECTED, FAILED, code 3000, 3001 or 3002, or your app knows that the institution has trouble and the data is old',
    'The bank cannot be read at present, and nobody here can change that.',
  ),
  neverRead: words(
    'a good or passing status, and no job has ever ended well',
    'The bank was never read.',
  ),
  backgroundOff: words(
    'a good or passing status, MX has no daily job for the member, and the last success is 24 h old; or what leads to `outage`, MX does not read the member by itself, and the latest job began 48 h ago or never',
    'The data is old, because MX reads this bank on request only.',
  ),
  late: words(
    'a good or passing status, and the last success is 48 h old',
    'The connection looks good, but no new data has come for two days or longer.',
  ),
  upToDate: words(
    'CONNECTED, CREATED or UPDATED without an error code, and the last success is younger than 48 h',
    'The data is up to date.',
  ),
  unsettled: words(
    'RESUMED, RECONNECTED, DELAYED or null without an error code',
    'MX is still at work on this connection.',
  ),
  unknown: words(
    'everything else: a status or code that this version does not know, or a page that does not say when the bank was read',
    'MX shows something that this version does not know.',
  ),
};
