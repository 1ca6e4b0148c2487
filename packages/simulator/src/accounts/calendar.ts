/** A day in ms. All dates are in UTC. */
export const DAY = 86_400_000;
/** The time of day of everything that happens on a day, as in MX's samples. */
const NOON = DAY / 2;

/** The number of a day, counted from 1970. */
export const dayOf = (at: number): number => Math.floor(at / DAY);

/** The number of a month: twelve times the year, plus the month from 0 to 11. */
export function monthOf(at: number): number {
  const date = new Date(at);
  return 12 * date.getUTCFullYear() + date.getUTCMonth();
}

/** When a month begins, in ms since 1970. */
export const monthStart = (month: number): number =>
  Date.UTC(Math.floor(month / 12), month % 12, 1);

/** Noon of a day of a month. @param day Counted from 1. */
export const noonOf = (month: number, day: number): number =>
  monthStart(month) + (day - 1) * DAY + NOON;

/** For example `2026-01-31`. */
export const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
