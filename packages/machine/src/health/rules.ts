import type { ConnectionHealth, HealthRuleName } from '../data/health.ts';
import type { Condition, Look } from './facts.ts';

/** The rules as a table. The specification prints it, and an implementation can load it. */

/** Of a case, everything holds. */
interface Case {
  /** The status or the error code leads to this rule. */
  readonly leadsTo?: HealthRuleName;
  /** The status itself leads to this rule. */
  readonly statusLeadsTo?: HealthRuleName;
  readonly all?: readonly Condition[];
  readonly not?: readonly Condition[];
}

/** A value, or a condition that chooses one. */
export type Choice<Value> =
  | Value
  | { readonly if: Condition; readonly yes: Value; readonly no: Choice<Value> };

/** A rule of a member that exists at MX. */
export interface HealthRule {
  /** The rule holds in each of these cases. */
  readonly when: readonly Case[];
  readonly status: ConnectionHealth['status'];
  readonly issue: Choice<ConnectionHealth['issue']>;
  readonly who: Choice<ConnectionHealth['who']>;
  readonly action: Choice<ConnectionHealth['action']>;
  /** `null`: as the status says. */
  readonly mayStart: ConnectionHealth['mayStart'] | null;
  /** When to read the page again. */
  readonly look: Look;
}

/** Waits for a person. One read a day notices a repair that was made elsewhere. */
const user = { status: 'needsUser', who: 'user', look: 'day' } as const;
const off = { status: 'off', action: 'none', mayStart: 'never', look: 'week' } as const;
const overdue = { status: 'overdue', mayStart: 'withUser' } as const;
const MX_OR_INSTITUTION = { if: 'isTroubleOfMx', yes: 'mx', no: 'institution' } as const;

/** All rules except `gone`, in order: the first that holds decides. */
export const HEALTH_RULES: Readonly<Record<Exclude<HealthRuleName, 'gone'>, HealthRule>> = {
  manual: {
    ...off,
    when: [{ all: ['isManual'] }, { not: ['isManagedByUser'] }],
    issue: 'manual',
    who: 'nobody',
  },
  userDisabled: {
    ...off,
    when: [{ all: ['userIsDisabled'] }],
    issue: 'userDisabled',
    who: 'app',
    action: 'contactSupport',
  },
  questions: {
    ...user,
    when: [{ leadsTo: 'questions', not: ['isOldQuestion'] }],
    issue: 'questions',
    action: 'answer',
    mayStart: null,
    // An unanswered question expires by itself.
    look: 'hour',
  },
  running: {
    // A first job runs before MX says when it began.
    when: [{ all: ['isBeingAggregated'], not: ['hasBegunLongAgo'] }],
    status: 'running',
    issue: null,
    who: 'nobody',
    action: 'wait',
    mayStart: 'never',
    look: 'job',
  },
  stuck: {
    when: [{ all: ['isBeingAggregated'] }],
    status: 'overdue',
    issue: 'mx',
    who: 'mx',
    action: 'wait',
    mayStart: 'never',
    look: 'stuckJob',
  },
  ended: {
    when: [{ leadsTo: 'ended' }],
    status: 'over',
    issue: { if: 'isClosed', yes: 'closed', no: 'discontinued' },
    who: 'user',
    action: 'chooseInstitution',
    mayStart: null,
    look: 'never',
  },
  disabled: {
    ...off,
    when: [{ leadsTo: 'disabled' }],
    issue: 'disabled',
    who: 'app',
    action: 'contactSupport',
  },
  lockedOut: {
    ...user,
    when: [{ all: ['needsUpdatedCredentials'] }, { leadsTo: 'lockedOut' }],
    issue: {
      if: 'isOauth',
      yes: 'authorization',
      no: { if: 'hasMovedToOauth', yes: 'movedToOauth', no: 'credentials' },
    },
    action: {
      if: 'isOauth',
      yes: 'openBank',
      no: { if: 'hasMovedToOauth', yes: 'openBank', no: 'enterCredentials' },
    },
    mayStart: 'afterRepair',
  },
  atInstitution: {
    ...user,
    when: [{ leadsTo: 'atInstitution' }],
    issue: 'atInstitution',
    action: 'visitInstitution',
    mayStart: null,
  },
  unfinished: {
    ...user,
    when: [{ leadsTo: 'unfinished' }],
    issue: 'authorization',
    action: 'openBank',
    mayStart: null,
  },
  again: {
    ...user,
    when: [{ leadsTo: 'again' }, { all: ['isOldQuestion'] }],
    issue: 'again',
    action: 'tryAgain',
    mayStart: 'withUser',
  },
  noAccounts: {
    ...user,
    when: [{ leadsTo: 'noAccounts' }],
    issue: 'noAccounts',
    action: 'chooseInstitution',
    mayStart: 'withUser',
  },
  outage: {
    when: [
      { leadsTo: 'outage', not: ['isLeftAlone'] },
      { all: ['institutionIsDown', 'isGoodOrPassing', 'isOverdue'], not: ['isLeftAlone'] },
    ],
    status: 'waiting',
    issue: MX_OR_INSTITUTION,
    who: MX_OR_INSTITUTION,
    action: 'wait',
    mayStart: 'withUser',
    look: 'trouble',
  },
  neverRead: {
    ...overdue,
    when: [{ all: ['isGoodOrPassing', 'hasNeverSucceeded'] }],
    issue: 'notRead',
    who: 'user',
    action: 'tryAgain',
    look: 'unread',
  },
  backgroundOff: {
    ...overdue,
    when: [
      { all: ['isLeftAlone'] },
      { all: ['isGoodOrPassing', 'backgroundAggregationIsDisabled', 'isOldWithoutDailyJob'] },
    ],
    issue: 'backgroundOff',
    who: 'user',
    action: 'tryAgain',
    look: 'oldWithoutDailyJob',
  },
  late: {
    ...overdue,
    when: [{ all: ['isGoodOrPassing', 'isOverdue'] }],
    issue: 'late',
    // If a job ran recently without a success, it failed at the bank. If no job ran recently, MX does not try.
    who: { if: 'hasTriedLately', yes: 'institution', no: 'mx' },
    action: 'wait',
    look: 'overdue',
  },
  upToDate: {
    when: [{ statusLeadsTo: 'upToDate', all: ['isRecent'], not: ['hasErrorCode'] }],
    status: 'upToDate',
    issue: null,
    who: 'nobody',
    action: 'none',
    mayStart: null,
    look: 'healthy',
  },
  unsettled: {
    when: [{ statusLeadsTo: 'unsettled', not: ['hasErrorCode'] }],
    status: 'waiting',
    issue: 'mx',
    who: 'mx',
    action: 'wait',
    mayStart: null,
    look: 'trouble',
  },
  unknown: {
    when: [{}],
    status: 'waiting',
    issue: 'unknown',
    who: 'mx',
    action: 'wait',
    mayStart: null,
    look: 'trouble',
  },
};
