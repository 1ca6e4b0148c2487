import { HEALTH_RULE_NAMES } from '../../../packages/machine/src/data/health.ts';
import { HEALTH_WORDS, type HealthRuleName } from '../../../packages/machine/src/health-entry.ts';

/** What a rule of the health of a connection says, as a row of the table in its README. */
export interface HealthRow {
  /** `H` and a number, never given to another rule. */
  readonly id: string;
  readonly rule: HealthRuleName;
  readonly when: string;
  readonly status: string;
  readonly issue: string;
  readonly who: string;
  readonly action: string;
  readonly mayStart: string;
  readonly look: string;
}

type Said = readonly [
  status: string,
  issue: string,
  who: string,
  action: string,
  mayStart: string,
  look: string,
];

const COLUMN = '`mayStart` of the status';
const GROWS = 'as long as the latest job is ago, from 1 h to 12 h';

const SAID: Readonly<Record<HealthRuleName, Said>> = {
  gone: ['over', 'gone', 'nobody', 'none', 'never', 'never'],
  manual: ['off', 'manual', 'nobody', 'none', 'never', '7 days'],
  userDisabled: ['off', 'userDisabled', 'app', 'contactSupport', 'never', '7 days'],
  questions: ['needsUser', 'questions', 'user', 'answer', COLUMN, '1 h'],
  running: [
    'running',
    'null',
    'nobody',
    'wait',
    'never',
    'as long as the job runs, from 1 min to 10 min',
  ],
  stuck: [
    'overdue',
    'mx',
    'mx',
    'wait',
    'never',
    'as long as the job is too long, from `lookEvery` to 24 h',
  ],
  ended: [
    'over',
    '`closed` for CLOSED, else `discontinued`',
    'user',
    'chooseInstitution',
    COLUMN,
    'never',
  ],
  disabled: ['off', 'disabled', 'app', 'contactSupport', 'never', '7 days'],
  lockedOut: [
    'needsUser',
    '`authorization` with `isOauth`, else `credentials`',
    'user',
    '`openBank` with `isOauth`, else `enterCredentials`',
    'afterRepair',
    '24 h',
  ],
  atInstitution: ['needsUser', 'atInstitution', 'user', 'visitInstitution', COLUMN, '24 h'],
  unfinished: ['needsUser', 'authorization', 'user', 'openBank', COLUMN, '24 h'],
  again: ['needsUser', 'again', 'user', 'tryAgain', 'withUser', '24 h'],
  noAccounts: ['needsUser', 'noAccounts', 'user', 'chooseInstitution', 'withUser', '24 h'],
  outage: [
    'waiting',
    'as who',
    '`mx` for DEGRADED without such a code, else `institution`',
    'wait',
    'withUser',
    GROWS,
  ],
  neverRead: [
    'overdue',
    'notRead',
    'user',
    'tryAgain',
    'withUser',
    'as long as the latest job is ago, from `lookEvery` to 24 h',
  ],
  backgroundOff: [
    'overdue',
    'backgroundOff',
    'user',
    'tryAgain',
    'withUser',
    'as long as the data is too old, from `lookEvery` to 24 h',
  ],
  late: [
    'overdue',
    'late',
    '`institution` when the latest job is younger than `overdueAfter`, else `mx`',
    'wait',
    'withUser',
    'as long as the data is too old, from `lookEvery` to 24 h',
  ],
  upToDate: [
    'upToDate',
    'null',
    'nobody',
    'none',
    COLUMN,
    '`lookAfterSuccess` after the success, or after now if that is earlier, but not before `lookEvery`',
  ],
  unsettled: ['waiting', 'mx', 'mx', 'wait', COLUMN, GROWS],
  unknown: ['waiting', 'unknown', 'mx', 'wait', COLUMN, GROWS],
};

/** All rules, in order. */
export const HEALTH_ROWS: readonly HealthRow[] = HEALTH_RULE_NAMES.map((rule, index) => {
  const [status, issue, who, action, mayStart, look] = SAID[rule];
  const { when } = HEALTH_WORDS[rule];
  return { id: `H${index + 1}`, rule, when, status, issue, who, action, mayStart, look };
});
