import { BankRefusal } from '../bank/refusal.ts';

/** MX's paging. Numbers out of range are replaced by the default (OAS25). */
const DEFAULT_SIZE = 25;
const LARGEST_PAGE = 1_000;
const SMALLEST_PAGE = 10;

/** A whole number in a query. 0 if it is absent. @throws BankRefusal 400 for anything else. */
function whole(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '0';
  if (!/^-?\d{1,9}$/.test(text)) throw new BankRefusal(400, `"${name}" must be a whole number.`);
  return Number(text);
}

/**
 * One page of records: `{ [name]: […], pagination }`.
 *
 * @param size The number of records.
 * @param query `page` (from 1) and `records_per_page` (10 to 1000, otherwise 25).
 * @throws BankRefusal 400 when one of them is not a whole number.
 */
export function pageOf<T>(
  name: string,
  records: Iterable<T>,
  size: number,
  query: URLSearchParams,
  body: (record: T, index: number) => unknown,
) {
  const asked = whole(query, 'records_per_page');
  const per_page = asked >= SMALLEST_PAGE && asked <= LARGEST_PAGE ? asked : DEFAULT_SIZE;
  const current_page = Math.max(1, whole(query, 'page'));
  const first = (current_page - 1) * per_page;
  const entries: unknown[] = [];
  let index = 0;
  for (const record of records) {
    if (index >= first + per_page) break;
    if (index >= first) entries.push(body(record, index));
    index++;
  }
  const total_pages = Math.max(1, Math.ceil(size / per_page));
  return {
    [name]: entries,
    pagination: { current_page, per_page, total_entries: size, total_pages },
  };
}
