import type { ConnectionHealth, HealthRules, MemberPage } from '@mx-member/machine/health';
import { printReading, printText } from './words.ts';

/** Prints pages and what health says of them, for the lines of its text vectors. `scripts/spec/health/text.ts` reads them. */

/** The moment of every vector: 2026-03-01T12:00:00Z. */
export const AT = Date.UTC(2026, 2, 1, 12);

const DAY = 86_400_000;

/** When MX has begun and ended the last aggregation of {@link USUAL_PAGE}. */
const USUAL_MOMENT = new Date(AT - 5 * 3_600_000).toISOString();

/** A page without anything special. A text says only what differs from it. */
export const USUAL_PAGE: MemberPage = {
  reading: {
    connectionStatus: 'CONNECTED',
    isBeingAggregated: false,
    challenges: [],
    aggregatedAt: USUAL_MOMENT,
    successfullyAggregatedAt: USUAL_MOMENT,
  },
  isOauth: false,
  backgroundAggregationIsDisabled: false,
  isManual: false,
  isManagedByUser: true,
};

/** Up to three days, a time is in hours. */
const SHORTEST_DAYS = 3 * DAY;

const UNITS: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/** A moment, seen from another: `-5h`, `+90m`. The unit is the largest of which it is a whole number. */
export function printMoment(moment: number, at: number): string {
  const ms = moment - at;
  const isDays = Math.abs(ms) > SHORTEST_DAYS && ms % DAY === 0;
  const [name, unit] = isDays
    ? ['d', DAY]
    : (UNITS.find(([, size]) => ms % size === 0) ?? ['ms', 1]);
  return `${ms < 0 ? '-' : '+'}${Math.abs(ms) / unit}${name}`;
}

/**
 * Prints health: `needsUser (again): user tryAgain issue=again mayStart=withUser`. What is null or false is left out.
 * @param status The status of the page, which health repeats.
 */
export function printHealth(health: ConnectionHealth, at: number, status: string | null): string {
  const { issue, mayStart, connectionStatus, startFrom, dataOf, lookAt } = health;
  return [
    `${health.status} (${health.rule}): ${health.who} ${health.action}`,
    ...(issue === null ? [] : [`issue=${issue}`]),
    `mayStart=${mayStart}`,
    ...Object.entries({ startFrom, dataOf, lookAt }).flatMap(([name, moment]) =>
      moment === null ? [] : [`${name}=${printMoment(moment, at)}`],
    ),
    ...(health.isReadByMx ? ['isReadByMx'] : []),
    ...(connectionStatus === status ? [] : [`status=${printText(connectionStatus ?? 'null')}`]),
  ].join(' ');
}

/** The moment of a page, seen from {@link AT}, if MX writes it so; else as it is. */
function printPageMoment(text: string | null | undefined): string {
  if (text === undefined) return 'absent';
  if (text === null) return 'never';
  const ms = Date.parse(text);
  const isAsMx = Number.isFinite(ms) && new Date(ms).toISOString() === text;
  return isAsMx ? printMoment(ms, AT) : text === '' ? '""' : text;
}

/** Prints a page and its limits: `CONNECTED idle started=-3h oauth overdueAfter=12h`. */
export function printPage(page: MemberPage | null, rules: Partial<HealthRules> = {}): string {
  const limits = Object.entries(rules).map(
    ([name, ms]) => `${name}=${printMoment(ms, 0).slice(1)}`,
  );
  if (!page) return ['no page', ...limits].join(' ');
  const { aggregatedAt, successfullyAggregatedAt, ...reading } = page.reading;
  const moments = { started: aggregatedAt, succeeded: successfullyAggregatedAt };
  return [
    printReading(reading),
    ...Object.entries(moments).flatMap(([name, moment]) =>
      moment === USUAL_MOMENT ? [] : [`${name}=${printPageMoment(moment)}`],
    ),
    ...(page.isOauth ? ['oauth'] : []),
    ...(page.isManual ? ['manual'] : []),
    ...(page.isManagedByUser ? [] : ['managedByPartner']),
    ...(page.backgroundAggregationIsDisabled ? ['backgroundOff'] : []),
    ...(page.userIsDisabled ? ['userDisabled'] : []),
    ...(page.institutionIsOperational === false ? ['institutionDown'] : []),
    ...(page.institutionSupportsOauth ? ['institutionOauth'] : []),
    ...limits,
  ].join(' ');
}
