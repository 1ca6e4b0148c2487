import type { HealthRuleName } from '../data/health.ts';

/** The rules of {@link connectionHealth} in words, in order. */
export const HEALTH_WORDS: Readonly<
  Record<
    HealthRuleName,
    {
      /** What to say about the connection. */
      readonly meaning: string;
    }
  >
> = {
  gone: { meaning: 'MX does not have this connection any more.' },
  manual: { meaning: 'No bank is read for this connection.' },
  userDisabled: { meaning: 'MX reads nothing, because the user is disabled.' },
  questions: { meaning: 'The bank asks a question, and somebody has to answer it.' },
  running: { meaning: 'MX reads the bank at this moment.' },
  stuck: { meaning: 'A job at MX has not ended for more than a day.' },
  ended: { meaning: 'MX will not read this bank again.' },
  disabled: { meaning: 'MX has switched this connection off.' },
  lockedOut: { meaning: 'The bank does not accept the login any more.' },
  atInstitution: { meaning: 'The bank wants something done on its own site first.' },
  unfinished: { meaning: 'The login on the page of the bank was not finished.' },
  again: { meaning: 'The last answer to the bank was wrong, or came too late.' },
  noAccounts: { meaning: 'The bank shows no account that can be read.' },
  outage: { meaning: 'The bank cannot be read at present, and nobody here can change that.' },
  neverRead: { meaning: 'The bank was never read.' },
  backgroundOff: { meaning: 'The data is old, because MX reads this bank on request only.' },
  late: { meaning: 'The connection looks good, but no new data has come for two days or longer.' },
  upToDate: { meaning: 'The data is up to date.' },
  unsettled: { meaning: 'MX is still at work on this connection.' },
  unknown: { meaning: 'MX shows something that this version does not know.' },
};
