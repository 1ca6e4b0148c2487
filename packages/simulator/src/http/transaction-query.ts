import { DAY, dayOf } from '../accounts/calendar.ts';
import type { Transaction } from '../accounts/transactions.ts';
import { BankRefusal } from '../bank/refusal.ts';
import type { Version } from './bodies.ts';

/** The period without dates: the last 120 days, and the next five, in which pending entries may be booked (OAS25). */
const DAYS_BACK = 120;
const DAYS_AHEAD = 5;

/** The format of times: dates in v20111101, seconds since 1970 in v20250224 (OAS11, OAS25). */
const FORMS = {
  v20111101: {
    expected: 'a date such as 2026-01-31',
    read: (text: string) =>
      /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN,
  },
  v20250224: {
    expected: 'a time in seconds since 1970',
    read: (text: string) => (/^\d{1,11}$/.test(text) ? 1_000 * Number(text) : Number.NaN),
  },
} as const;

/** The fields that can filter by time, and the time that each compares. */
const TIMES: Readonly<Record<'date' | 'created_at' | 'updated_at', (one: Transaction) => number>> =
  {
    date: ({ entry }) => entry.at,
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ updatedAt }) => updatedAt,
  };

/**
 * The filter of a transaction request.
 *
 * @throws BankRefusal 400 when a time does not have the format of the version.
 */
export function filterOf(
  query: URLSearchParams,
  version: Version,
  now: number,
): (transaction: Transaction) => boolean {
  const { read, expected } = FORMS[version];
  const timeOf = (name: string, otherwise: number) => {
    const text = query.get(name);
    if (text === null) return otherwise;
    const time = read(text);
    if (Number.isNaN(time)) throw new BankRefusal(400, `"${name}" must be ${expected}.`);
    return time;
  };
  const today = DAY * dayOf(now);
  const ranges = [
    {
      of: TIMES.date,
      from: timeOf('from_date', today - DAYS_BACK * DAY),
      to: timeOf('to_date', today + DAYS_AHEAD * DAY),
    },
    ...(['created_at', 'updated_at'] as const).map((name) => ({
      of: TIMES[name],
      from: timeOf(`from_${name}`, -Infinity),
      to: timeOf(`to_${name}`, Infinity),
    })),
  ];
  return (transaction) =>
    ranges.every(({ of, from, to }) => of(transaction) >= from && of(transaction) <= to);
}
