import type { HealthRuleName, HealthRules, MemberPage } from '../data/health.ts';
import { failureByCode } from '../mx/error-codes.ts';
import { msOf } from '../mx/readings.ts';
import { type Status, statusOf } from '../mx/statuses.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The facts of a member page that the rules use. */
export class Facts {
  readonly page: MemberPage;
  readonly at: number;
  readonly rules: HealthRules;
  /** `undefined` for an unknown status. */
  readonly row: Status['atRest'] | undefined;
  /** The last success, in ms since 1970. -Infinity for never, NaN if MX does not say: no comparison with it holds. */
  readonly success: number;
  /** When the latest job began, in the same format. */
  readonly begun: number;
  /** Whether the page has an error code of the latest job. */
  readonly hasErrorCode: boolean;
  /** The rule to which that code leads. */
  readonly codeLeadsTo: HealthRuleName | undefined;

  constructor(page: MemberPage, at: number, rules: HealthRules) {
    const { connectionStatus, errorCode, successfullyAggregatedAt, aggregatedAt } = page.reading;
    this.page = page;
    this.at = at;
    this.rules = rules;
    this.row = statusOf(connectionStatus)?.atRest;
    this.success = msOf(successfullyAggregatedAt);
    this.begun = msOf(aggregatedAt);
    // A code beside a success that is newer than the latest job is left over from an earlier job.
    const code = this.success > this.begun ? undefined : (errorCode ?? undefined);
    this.hasErrorCode = code !== undefined;
    this.codeLeadsTo = code === undefined ? undefined : failureByCode(code)?.atRest;
  }

  /** Whether the status or the error code leads to this rule. */
  leadsTo(rule: HealthRuleName): boolean {
    return rule === this.row?.leadsTo || rule === this.codeLeadsTo;
  }

  /** The time since the latest job began, in ms. */
  get sinceBegun(): number {
    return this.at - this.begun;
  }

  /** The time since the last success, in ms. */
  get sinceSuccess(): number {
    return this.at - this.success;
  }
}

/** Whether a job may run under a passing status. MX does not say, and a job began less than a day ago. */
const mayBeAtWork = ({ row, page, sinceBegun, rules }: Facts): boolean =>
  row?.leadsTo === 'unsettled' &&
  page.reading.isBeingAggregated === null &&
  sinceBegun < rules.stuckAfter;

/** Whether the latest job is known to have begun too long ago to be at work. */
const hasBegunLongAgo = ({ begun, sinceBegun, rules }: Facts): boolean =>
  Number.isFinite(begun) && sinceBegun >= rules.stuckAfter;

/** Whether MX's daily job reads this member, as far as a client can know. */
const isReadByMx = ({ page, row }: Facts): boolean =>
  row?.isReadByMx === true &&
  !page.isManual &&
  page.isManagedByUser &&
  !page.userIsDisabled &&
  !page.backgroundAggregationIsDisabled &&
  page.reading.needsUpdatedCredentials !== true;

/** The conditions of the rules. */
export const CONDITIONS = {
  isManual: ({ page }) => page.isManual,
  isManagedByUser: ({ page }) => page.isManagedByUser,
  userIsDisabled: ({ page }) => page.userIsDisabled === true,
  isOauth: ({ page }) => page.isOauth,
  /** Whether the institution has its own login page now, although the user has entered credentials. */
  hasMovedToOauth: ({ page }) => page.institutionSupportsOauth === true && !page.isOauth,
  backgroundAggregationIsDisabled: ({ page }) => page.backgroundAggregationIsDisabled,
  institutionIsDown: ({ page }) => page.institutionIsOperational === false,
  isBeingAggregated: ({ page }) => page.reading.isBeingAggregated === true,
  needsUpdatedCredentials: ({ page }) => page.reading.needsUpdatedCredentials === true,
  isClosed: ({ page }) => page.reading.connectionStatus === 'CLOSED',
  hasErrorCode: ({ hasErrorCode }) => hasErrorCode,
  hasNeverSucceeded: ({ success }) => success === Number.NEGATIVE_INFINITY,
  isRecent: ({ sinceSuccess, rules }) => sinceSuccess < rules.overdueAfter,
  isOverdue: ({ sinceSuccess, rules }) => sinceSuccess >= rules.overdueAfter,
  isOldWithoutDailyJob: ({ sinceSuccess, rules }) => sinceSuccess >= rules.upToDateFor,
  hasTriedLately: ({ sinceBegun, rules }) => sinceBegun < rules.overdueAfter,
  hasBegunLongAgo,
  isReadByMx,
  /** Whether only the age of the data can be wrong: the status is good, or a passing one without a job. */
  isGoodOrPassing: (facts) =>
    facts.row?.leadsTo === 'upToDate' ||
    (facts.row?.leadsTo === 'unsettled' && !mayBeAtWork(facts)),
  /** Whether the bank's question came with a job of yesterday. Nobody can answer it any more. */
  isOldQuestion: (facts) =>
    facts.leadsTo('questions') &&
    facts.page.reading.isBeingAggregated !== true &&
    hasBegunLongAgo(facts),
  /** Whether an outage may be over, but MX does not try again by itself. */
  isLeftAlone: (facts) =>
    facts.leadsTo('outage') && !isReadByMx(facts) && facts.sinceBegun >= facts.rules.overdueAfter,
  /** Whether MX has the trouble, and no error code says that the institution has it. */
  isTroubleOfMx: ({ page, codeLeadsTo }) =>
    page.reading.connectionStatus === 'DEGRADED' && codeLeadsTo !== 'outage',
} as const satisfies Readonly<Record<string, (facts: Facts) => boolean>>;
export type Condition = keyof typeof CONDITIONS;

/** A wait that grows with the age of the problem. If the age is unknown, the longest wait. */
const growing = (lasts: number, least: number, most: number): number =>
  Number.isNaN(lasts) ? most : Math.min(Math.max(lasts, least), most);

const growingToADay = ({ rules }: Facts, lasts: number): number =>
  growing(lasts, rules.lookEvery, Math.max(rules.lookEvery, DAY));

/** When to read the page again, in ms from now; `null` for never. */
export const LOOKS = {
  never: () => null,
  hour: () => HOUR,
  day: () => DAY,
  week: () => 7 * DAY,
  job: ({ sinceBegun }) => growing(sinceBegun, MINUTE, 10 * MINUTE),
  trouble: ({ sinceBegun }) => growing(sinceBegun, HOUR, 12 * HOUR),
  unread: (facts) => growingToADay(facts, facts.sinceBegun),
  stuckJob: (facts) => growingToADay(facts, facts.sinceBegun - facts.rules.stuckAfter),
  oldWithoutDailyJob: (facts) => growingToADay(facts, facts.sinceSuccess - facts.rules.upToDateFor),
  overdue: (facts) => growingToADay(facts, facts.sinceSuccess - facts.rules.overdueAfter),
  // A success in the future is a clock that differs.
  healthy: ({ at, success, rules }) =>
    Math.max(rules.lookEvery, Math.min(success, at) + rules.lookAfterSuccess - at),
} as const satisfies Readonly<Record<string, (facts: Facts) => number | null>>;
export type Look = keyof typeof LOOKS;
