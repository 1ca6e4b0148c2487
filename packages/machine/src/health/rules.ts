import type { ConnectionHealth, HealthRuleName } from '../data/health.ts';
import type { Facts } from './facts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The result of a rule. */
type Finding = Pick<ConnectionHealth, 'status' | 'issue' | 'who' | 'action'> & {
  /** @default the value of the status */
  readonly mayStart?: ConnectionHealth['mayStart'];
  /** When to read the page again, in ms from now. */
  readonly lookIn: number | null;
};

/** One rule about a member that exists at MX. */
interface HealthRule {
  holds(facts: Facts): boolean;
  find(facts: Facts): Finding;
}

/** The wait until the next read, which grows with the age of the problem. If the age is unknown, the longest wait. */
const growing = (lasts: number, least: number, most: number): number =>
  Number.isNaN(lasts) ? most : Math.min(Math.max(lasts, least), most);

const overdueLook = ({ rules }: Facts, lasts: number): number =>
  growing(lasts, rules.lookEvery, Math.max(rules.lookEvery, DAY));

/** Waits for a person. One read a day notices a repair that was made elsewhere. */
const user = { status: 'needsUser', who: 'user', lookIn: DAY } as const;
const off = { status: 'off', action: 'none', mayStart: 'never', lookIn: 7 * DAY } as const;

/** Whether a job may run under a passing status. MX does not say, and a job began less than a day ago. */
const mayBeAtWork = ({ row, page, sinceBegun, rules }: Facts): boolean =>
  row?.leadsTo === 'unsettled' &&
  page.reading.isBeingAggregated === null &&
  sinceBegun < rules.stuckAfter;

/** Whether only the age of the data can be wrong: the status is good, or a passing one without a job. */
const isGoodOrPassing = (facts: Facts): boolean =>
  facts.row?.leadsTo === 'upToDate' || (facts.row?.leadsTo === 'unsettled' && !mayBeAtWork(facts));

/** Whether the bank's question came with a job of yesterday. Nobody can answer it any more. */
const isOldQuestion = (facts: Facts): boolean =>
  facts.leadsTo('questions') &&
  facts.page.reading.isBeingAggregated !== true &&
  facts.hasBegunBefore(facts.rules.stuckAfter);

/** Whether an outage may be over, but MX does not try again by itself. */
const isLeftAlone = (facts: Facts): boolean =>
  facts.leadsTo('outage') && !facts.isReadByMx && facts.sinceBegun >= facts.rules.overdueAfter;

const isOutage = (facts: Facts): boolean =>
  facts.leadsTo('outage') ||
  (facts.page.institutionIsOperational === false &&
    isGoodOrPassing(facts) &&
    facts.isOld(facts.rules.overdueAfter));

/** The rules except `gone`. A rule applies if its condition holds and no rule before it applies. */
export const HEALTH_RULES: Readonly<Record<Exclude<HealthRuleName, 'gone'>, HealthRule>> = {
  manual: {
    holds: ({ page }) => page.isManual || !page.isManagedByUser,
    find: () => ({ ...off, issue: 'manual', who: 'nobody' }),
  },
  userDisabled: {
    holds: ({ page }) => page.userIsDisabled === true,
    find: () => ({ ...off, issue: 'userDisabled', who: 'app', action: 'contactSupport' }),
  },
  questions: {
    holds: (facts) => facts.leadsTo('questions') && !isOldQuestion(facts),
    // An unanswered question expires by itself.
    find: () => ({ ...user, issue: 'questions', action: 'answer', lookIn: HOUR }),
  },
  running: {
    // A first job runs before MX says when it began.
    holds: (facts) =>
      facts.page.reading.isBeingAggregated === true &&
      !facts.hasBegunBefore(facts.rules.stuckAfter),
    find: ({ sinceBegun }) => ({
      status: 'running',
      issue: null,
      who: 'nobody',
      action: 'wait',
      mayStart: 'never',
      lookIn: growing(sinceBegun, MINUTE, 10 * MINUTE),
    }),
  },
  stuck: {
    holds: ({ page }) => page.reading.isBeingAggregated === true,
    find: (facts) => ({
      status: 'overdue',
      issue: 'mx',
      who: 'mx',
      action: 'wait',
      mayStart: 'never',
      lookIn: overdueLook(facts, facts.sinceBegun - facts.rules.stuckAfter),
    }),
  },
  ended: {
    holds: (facts) => facts.leadsTo('ended'),
    find: (facts) => ({
      status: 'over',
      issue: facts.hasStatus('CLOSED') ? 'closed' : 'discontinued',
      who: 'user',
      action: 'chooseInstitution',
      lookIn: null,
    }),
  },
  disabled: {
    holds: (facts) => facts.leadsTo('disabled'),
    find: () => ({ ...off, issue: 'disabled', who: 'app', action: 'contactSupport' }),
  },
  lockedOut: {
    holds: (facts) =>
      facts.page.reading.needsUpdatedCredentials === true || facts.leadsTo('lockedOut'),
    find: ({ page }) => ({
      ...user,
      ...(page.isOauth
        ? ({ issue: 'authorization', action: 'openBank' } as const)
        : ({ issue: 'credentials', action: 'enterCredentials' } as const)),
      mayStart: 'afterRepair',
    }),
  },
  atInstitution: {
    holds: (facts) => facts.leadsTo('atInstitution'),
    find: () => ({ ...user, issue: 'atInstitution', action: 'visitInstitution' }),
  },
  unfinished: {
    holds: (facts) => facts.leadsTo('unfinished'),
    find: () => ({ ...user, issue: 'authorization', action: 'openBank' }),
  },
  again: {
    holds: (facts) => facts.leadsTo('again') || isOldQuestion(facts),
    find: () => ({ ...user, issue: 'again', action: 'tryAgain', mayStart: 'withUser' }),
  },
  noAccounts: {
    holds: (facts) => facts.leadsTo('noAccounts'),
    find: () => ({
      ...user,
      issue: 'noAccounts',
      action: 'chooseInstitution',
      mayStart: 'withUser',
    }),
  },
  outage: {
    holds: (facts) => isOutage(facts) && !isLeftAlone(facts),
    find: (facts) => {
      const who = facts.hasStatus('DEGRADED') && !facts.isOutageByCode ? 'mx' : 'institution';
      return {
        status: 'waiting',
        issue: who,
        who,
        action: 'wait',
        mayStart: 'withUser',
        lookIn: growing(facts.sinceBegun, HOUR, 12 * HOUR),
      };
    },
  },
  neverRead: {
    holds: (facts) => isGoodOrPassing(facts) && facts.success === Number.NEGATIVE_INFINITY,
    find: (facts) => ({
      status: 'overdue',
      issue: 'notRead',
      who: 'user',
      action: 'tryAgain',
      mayStart: 'withUser',
      lookIn: overdueLook(facts, facts.sinceBegun),
    }),
  },
  backgroundOff: {
    holds: (facts) =>
      isLeftAlone(facts) ||
      (isGoodOrPassing(facts) &&
        facts.page.backgroundAggregationIsDisabled &&
        facts.isOld(facts.rules.upToDateFor)),
    find: (facts) => ({
      status: 'overdue',
      issue: 'backgroundOff',
      who: 'user',
      action: 'tryAgain',
      mayStart: 'withUser',
      lookIn: overdueLook(facts, facts.at - facts.success - facts.rules.upToDateFor),
    }),
  },
  late: {
    holds: (facts) => isGoodOrPassing(facts) && facts.isOld(facts.rules.overdueAfter),
    find: (facts) => ({
      status: 'overdue',
      issue: 'late',
      // If a job ran recently without a success, it failed at the bank. If no job ran recently, MX does not try.
      who: facts.sinceBegun < facts.rules.overdueAfter ? 'institution' : 'mx',
      action: 'wait',
      mayStart: 'withUser',
      lookIn: overdueLook(facts, facts.at - facts.success - facts.rules.overdueAfter),
    }),
  },
  upToDate: {
    holds: ({ row, at, success, rules, hasErrorCode }) =>
      row?.leadsTo === 'upToDate' && !hasErrorCode && at - success < rules.overdueAfter,
    find: ({ at, success, rules }) => ({
      status: 'upToDate',
      issue: null,
      who: 'nobody',
      action: 'none',
      // A success in the future is a clock that differs.
      lookIn: Math.max(rules.lookEvery, Math.min(success, at) + rules.lookAfterSuccess - at),
    }),
  },
  unsettled: {
    holds: ({ row, hasErrorCode }) => row?.leadsTo === 'unsettled' && !hasErrorCode,
    find: (facts) => ({
      status: 'waiting',
      issue: 'mx',
      who: 'mx',
      action: 'wait',
      lookIn: growing(facts.sinceBegun, HOUR, 12 * HOUR),
    }),
  },
  unknown: {
    holds: () => true,
    find: (facts) => ({
      status: 'waiting',
      issue: 'unknown',
      who: 'mx',
      action: 'wait',
      lookIn: growing(facts.sinceBegun, HOUR, 12 * HOUR),
    }),
  },
};
