import { accountGuid, NAMES } from './accounts.ts';
import { monthOf, monthStart } from './calendar.ts';
import type { Data } from './data.ts';
import { type Entry, KINDS } from './entries.ts';

/** A month of an account, as the bank has printed it. Money is in cents, times are in ms since 1970. */
export interface Statement {
  readonly guid: string;
  readonly accountGuid: string;
  /** The name of the account. */
  readonly name: string;
  /** When the month began, and when it ended. */
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
  readonly entries: readonly Entry[];
  /** When the platform first knew the statement. */
  readonly createdAt: number;
}

/** The statements of all months that had ended when they were read, latest first. */
export function statementsOf(data: Data): readonly Statement[] {
  const { books, collected, guids } = data;
  const read = collected.items.statements;
  if (!read) return [];
  const ended = books.months.filter(({ month }) => month < monthOf(read.last));
  return ended.toReversed().flatMap(({ month, before, entries }) =>
    KINDS.map((kind, index): Statement => {
      const own = entries.filter((entry) => entry.kind === kind);
      return {
        guid: guids.of('STA', KINDS.length * month + index),
        accountGuid: accountGuid(data, kind),
        name: NAMES[kind],
        from: monthStart(month),
        to: monthStart(month + 1),
        before: before[kind],
        after: own.reduce((sum, { cents }) => sum + cents, before[kind]),
        entries: own,
        createdAt: Math.max(read.first, monthStart(month + 1)),
      };
    }),
  );
}
