import type {
  ConnectionHealth,
  HealthRuleName,
  HealthRules,
  MemberPage,
} from '../../../packages/machine/src/health-entry.ts';

/** The moment of every vector: 2026-03-01T12:00:00Z. */
export const AT = Date.UTC(2026, 2, 1, 12);
const HOUR = 3_600_000;

/** The moment so many hours before. */
export const ago = (hours: number): string => new Date(AT - hours * HOUR).toISOString();

/** A page as MX shows it, with what a vector is about. */
export type PagePart = Omit<Partial<MemberPage>, 'reading'> & Partial<MemberPage['reading']>;

/** A page that is healthy, but for what is given. */
export function pageOf(part: PagePart): MemberPage {
  const { isOauth, backgroundAggregationIsDisabled, isManual, isManagedByUser, ...rest } = part;
  const { userIsDisabled, institutionIsOperational, ...reading } = rest;
  return {
    reading: {
      connectionStatus: 'CONNECTED',
      isBeingAggregated: false,
      challenges: [],
      aggregatedAt: ago(5),
      successfullyAggregatedAt: ago(5),
      ...reading,
    },
    isOauth: isOauth ?? false,
    backgroundAggregationIsDisabled: backgroundAggregationIsDisabled ?? false,
    isManual: isManual ?? false,
    isManagedByUser: isManagedByUser ?? true,
    ...(userIsDisabled !== undefined && { userIsDisabled }),
    ...(institutionIsOperational !== undefined && { institutionIsOperational }),
  };
}

/** A vector as it is written: what is given, and what has to come of it. */
export interface HealthCase {
  readonly id: string;
  readonly rule: HealthRuleName;
  readonly page: MemberPage | null;
  readonly rules?: Partial<HealthRules>;
  readonly says: Partial<ConnectionHealth>;
}

const one = (
  id: string,
  rule: HealthRuleName,
  part: PagePart | null,
  says: Partial<ConnectionHealth>,
  rules?: Partial<HealthRules>,
): HealthCase => ({
  id,
  rule,
  page: part && pageOf(part),
  says,
  ...(rules && { rules }),
});

const late = { successfullyAggregatedAt: ago(60) };

/** Written by hand: what a person expects of each rule, and of its borders. */
export const CASES: readonly HealthCase[] = [
  one('gone', 'gone', null, { status: 'over', issue: 'gone', lookAt: null }),
  one('manual', 'manual', { isManual: true, ...late }, { status: 'off', isReadByMx: false }),
  one('managed-by-a-partner', 'manual', { isManagedByUser: false }, { status: 'off' }),
  one(
    'user-disabled',
    'userDisabled',
    { userIsDisabled: true, connectionStatus: 'DENIED' },
    { status: 'off', who: 'app', mayStart: 'never' },
  ),
  one(
    'question-in-a-job',
    'questions',
    { connectionStatus: 'CHALLENGED', isBeingAggregated: true },
    { status: 'needsUser', action: 'answer', mayStart: 'never', lookAt: AT + HOUR },
  ),
  one(
    'question-of-yesterday',
    'again',
    { connectionStatus: 'CHALLENGED', aggregatedAt: ago(24) },
    { status: 'needsUser', issue: 'again', action: 'tryAgain', mayStart: 'withUser' },
  ),
  one(
    'question-of-today',
    'questions',
    { connectionStatus: 'CHALLENGED', aggregatedAt: ago(23.9) },
    { action: 'answer', mayStart: 'never' },
  ),
  one(
    'job-runs-on-an-old-error',
    'running',
    { connectionStatus: 'DENIED', isBeingAggregated: true, aggregatedAt: ago(0.05) },
    { status: 'running', issue: null, who: 'nobody', mayStart: 'never', lookAt: AT + 180_000 },
  ),
  one(
    'job-runs-since-when',
    'running',
    { isBeingAggregated: true, aggregatedAt: '2026-03-01T11:00:00' },
    { status: 'running', lookAt: AT + 600_000 },
  ),
  one(
    'first-job-runs',
    'running',
    {
      connectionStatus: 'CREATED',
      isBeingAggregated: true,
      aggregatedAt: null,
      successfullyAggregatedAt: null,
    },
    { status: 'running', issue: null, who: 'nobody', lookAt: AT + 600_000 },
  ),
  one(
    'job-never-ends',
    'stuck',
    { isBeingAggregated: true, aggregatedAt: ago(24), ...late },
    { status: 'overdue', who: 'mx', mayStart: 'never' },
  ),
  one('closed', 'ended', { connectionStatus: 'CLOSED' }, { status: 'over', issue: 'closed' }),
  one(
    'discontinued-and-wants-credentials',
    'ended',
    { connectionStatus: 'DISCONTINUED', needsUpdatedCredentials: true },
    { issue: 'discontinued', action: 'chooseInstitution', mayStart: 'never', lookAt: null },
  ),
  one(
    'disabled',
    'disabled',
    { connectionStatus: 'DISABLED' },
    { status: 'off', action: 'contactSupport' },
  ),
  one(
    'denied',
    'lockedOut',
    { connectionStatus: 'DENIED' },
    { issue: 'credentials', action: 'enterCredentials', mayStart: 'afterRepair' },
  ),
  one(
    'denied-at-a-bank-with-a-page',
    'lockedOut',
    { connectionStatus: 'IMPAIRED', isOauth: true },
    { issue: 'authorization', action: 'openBank', mayStart: 'afterRepair' },
  ),
  one(
    'wants-credentials-behind-a-good-status',
    'lockedOut',
    { needsUpdatedCredentials: true },
    { status: 'needsUser', isReadByMx: false, mayStart: 'afterRepair' },
  ),
  one(
    'code-of-a-login-behind-a-good-status',
    'lockedOut',
    { errorCode: 2004 },
    { status: 'needsUser', mayStart: 'afterRepair' },
  ),
  one(
    'code-of-an-outage-behind-denied',
    'lockedOut',
    { connectionStatus: 'DENIED', errorCode: 3000 },
    { mayStart: 'afterRepair' },
  ),
  one(
    'locked-and-code-of-an-answer',
    'atInstitution',
    { connectionStatus: 'LOCKED', errorCode: 2001 },
    { action: 'visitInstitution', mayStart: 'afterRepair' },
  ),
  one(
    'impeded',
    'atInstitution',
    { connectionStatus: 'IMPEDED' },
    { isReadByMx: false, who: 'user' },
  ),
  one(
    'login-not-finished',
    'unfinished',
    { connectionStatus: 'PENDING', isOauth: true, successfullyAggregatedAt: null },
    { action: 'openBank', mayStart: 'never', dataOf: null },
  ),
  one(
    'expired',
    'again',
    { connectionStatus: 'EXPIRED' },
    { action: 'tryAgain', mayStart: 'withUser', startFrom: AT - 2 * HOUR },
  ),
  one('wrong-code', 'again', { errorCode: 2001 }, { status: 'needsUser', isReadByMx: true }),
  one('no-accounts', 'noAccounts', { errorCode: 1001 }, { action: 'chooseInstitution' }),
  one(
    'degraded-with-code',
    'outage',
    { connectionStatus: 'DEGRADED', errorCode: 3001 },
    { who: 'institution' },
  ),
  one(
    'degraded',
    'outage',
    { connectionStatus: 'DEGRADED', aggregatedAt: ago(3) },
    { status: 'waiting', who: 'mx', action: 'wait', isReadByMx: false, lookAt: AT + 3 * HOUR },
  ),
  one(
    'outage-that-nobody-tries-again',
    'backgroundOff',
    { connectionStatus: 'FAILED', aggregatedAt: ago(48), successfullyAggregatedAt: ago(60) },
    { status: 'overdue', who: 'user', action: 'tryAgain', mayStart: 'withUser' },
  ),
  one(
    'outage-almost-left-alone',
    'outage',
    { connectionStatus: 'DEGRADED', aggregatedAt: ago(47.9) },
    { status: 'waiting', who: 'mx', action: 'wait' },
  ),
  one(
    'outage-that-mx-tries-again',
    'outage',
    { errorCode: 3000, aggregatedAt: ago(60), successfullyAggregatedAt: ago(60) },
    { status: 'waiting', isReadByMx: true },
  ),
  one(
    'code-before-a-newer-success',
    'upToDate',
    { errorCode: 2004, aggregatedAt: ago(6) },
    { status: 'upToDate', action: 'none' },
  ),
  one(
    'success-in-the-future',
    'upToDate',
    { successfullyAggregatedAt: ago(-26_280) },
    { status: 'upToDate', lookAt: AT + 25 * HOUR, startFrom: AT + 3 * HOUR },
  ),
  one('institution-fails', 'outage', { connectionStatus: 'FAILED' }, { who: 'institution' }),
  one('maintenance', 'outage', { errorCode: 3001 }, { who: 'institution', isReadByMx: true }),
  one(
    'institution-known-to-be-down',
    'outage',
    { institutionIsOperational: false, ...late },
    { status: 'waiting', who: 'institution' },
  ),
  one(
    'institution-down-data-recent',
    'upToDate',
    { institutionIsOperational: false },
    { status: 'upToDate' },
  ),
  one(
    'never-read',
    'neverRead',
    { connectionStatus: 'CREATED', aggregatedAt: null, successfullyAggregatedAt: null },
    { status: 'overdue', action: 'tryAgain', mayStart: 'withUser', startFrom: null },
  ),
  one(
    'delayed-and-never-read',
    'neverRead',
    { connectionStatus: 'DELAYED', successfullyAggregatedAt: null },
    { status: 'overdue', mayStart: 'withUser' },
  ),
  one(
    'background-off',
    'backgroundOff',
    { backgroundAggregationIsDisabled: true, successfullyAggregatedAt: ago(24) },
    { status: 'overdue', issue: 'backgroundOff', isReadByMx: false },
  ),
  one(
    'background-off-data-recent',
    'upToDate',
    { backgroundAggregationIsDisabled: true },
    { status: 'upToDate', isReadByMx: false, lookAt: AT + 20 * HOUR },
  ),
  one(
    'nobody-tries',
    'late',
    { ...late, aggregatedAt: ago(60) },
    { status: 'overdue', who: 'mx', lookAt: AT + 12 * HOUR },
  ),
  one('no-try-since-the-limit', 'late', { ...late, aggregatedAt: ago(48) }, { who: 'mx' }),
  one('tries-fail', 'late', late, { status: 'overdue', who: 'institution', mayStart: 'withUser' }),
  one(
    'late-after-resumed',
    'late',
    { connectionStatus: 'RESUMED', ...late },
    { mayStart: 'withUser' },
  ),
  ...['RESUMED', 'RECONNECTED', 'DELAYED', null].map((connectionStatus) =>
    one(
      `may-be-at-work-${connectionStatus}`.toLowerCase(),
      'unsettled',
      { connectionStatus, isBeingAggregated: null, ...late },
      { status: 'waiting', action: 'wait', mayStart: 'never', startFrom: null },
    ),
  ),
  one(
    'may-be-at-work-since-almost-a-day',
    'unsettled',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, ...late, aggregatedAt: ago(23.999) },
    { mayStart: 'never' },
  ),
  one(
    'not-at-work-since-a-day',
    'late',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, ...late, aggregatedAt: ago(24) },
    { mayStart: 'withUser' },
  ),
  one(
    'may-be-at-work-by-a-stricter-limit',
    'late',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, ...late },
    { mayStart: 'withUser' },
    { stuckAfter: 5 * HOUR },
  ),
  one(
    'not-known-whether-a-job-ran',
    'late',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, ...late, aggregatedAt: 'yesterday' },
    { mayStart: 'withUser' },
  ),
  one(
    'never-at-work',
    'neverRead',
    {
      connectionStatus: 'RESUMED',
      isBeingAggregated: null,
      aggregatedAt: null,
      successfullyAggregatedAt: null,
    },
    { mayStart: 'withUser' },
  ),
  one(
    'may-be-at-work-for-the-first-time',
    'unsettled',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, successfullyAggregatedAt: null },
    { mayStart: 'never' },
  ),
  one(
    'may-be-at-work-on-request',
    'unsettled',
    {
      connectionStatus: 'DELAYED',
      isBeingAggregated: null,
      backgroundAggregationIsDisabled: true,
      ...late,
    },
    { mayStart: 'never' },
  ),
  one(
    'may-be-at-work-in-an-outage',
    'unsettled',
    {
      connectionStatus: 'RESUMED',
      isBeingAggregated: null,
      institutionIsOperational: false,
      ...late,
    },
    { mayStart: 'never' },
  ),
  one(
    'may-be-at-work-with-a-code',
    'unknown',
    { connectionStatus: 'RESUMED', isBeingAggregated: null, errorCode: 4000, ...late },
    { mayStart: 'never' },
  ),
  one(
    'good-without-a-flag',
    'late',
    { isBeingAggregated: null, ...late },
    { mayStart: 'withUser' },
  ),
  one('late-to-the-second', 'late', { successfullyAggregatedAt: ago(48) }, { status: 'overdue' }),
  one(
    'almost-late',
    'upToDate',
    { successfullyAggregatedAt: ago(47.999) },
    { status: 'upToDate', lookAt: AT + 6 * HOUR },
  ),
  one(
    'late-by-a-stricter-limit',
    'late',
    { successfullyAggregatedAt: ago(13) },
    { status: 'overdue' },
    { overdueAfter: 12 * HOUR },
  ),
  one(
    'well',
    'upToDate',
    {},
    {
      status: 'upToDate',
      who: 'nobody',
      isReadByMx: true,
      mayStart: 'withUser',
      startFrom: AT - 2 * HOUR,
      dataOf: AT - 5 * HOUR,
      lookAt: AT + 20 * HOUR,
    },
  ),
  one(
    'well-where-no-webhooks-arrive',
    'upToDate',
    {},
    { lookAt: AT + 6 * HOUR },
    { lookAfterSuccess: 0 },
  ),
  one(
    'well-by-an-offset',
    'upToDate',
    { successfullyAggregatedAt: '2026-03-01T10:00:00+01:00' },
    {
      dataOf: AT - 3 * HOUR,
    },
  ),
  one(
    'passing-status',
    'unsettled',
    { connectionStatus: 'RECONNECTED' },
    { status: 'waiting', who: 'mx', mayStart: 'never' },
  ),
  one('status-null', 'unsettled', { connectionStatus: null }, { status: 'waiting' }),
  one(
    'status-of-the-future',
    'unknown',
    { connectionStatus: 'BEWILDERED' },
    { status: 'waiting', issue: 'unknown', isReadByMx: false, mayStart: 'never' },
  ),
  one('future-and-late', 'unknown', { connectionStatus: 'BEWILDERED', ...late }, { who: 'mx' }),
  one('status-that-reads-null', 'unknown', { connectionStatus: 'null' }, { issue: 'unknown' }),
  one('code-of-the-future', 'unknown', { errorCode: 4000 }, { status: 'waiting' }),
  one('code-of-the-future-and-late', 'late', { errorCode: 4000, ...late }, { status: 'overdue' }),
  one(
    'success-without-a-zone',
    'unknown',
    { successfullyAggregatedAt: '2026-03-01T10:00:00' },
    { status: 'waiting', dataOf: null },
  ),
];
