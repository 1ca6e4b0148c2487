import type { ConnectionHealth } from '@mx-member/machine/health';
import { printText } from './words.ts';

/** Prints what health says of a page, for the lines of its text vectors. */

const DAY = 86_400_000;
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
