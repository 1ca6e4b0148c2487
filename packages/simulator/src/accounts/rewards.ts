import { accountGuid } from './accounts.ts';
import { monthOf, monthStart } from './calendar.ts';
import { type Data, entriesBetween } from './data.ts';

/** Points of the credit card. Times are in ms since 1970. */
export interface Reward {
  readonly guid: string;
  readonly accountGuid: string;
  readonly type: 'TOTAL_BALANCE' | 'EXPIRING_BALANCE';
  readonly description: string;
  readonly points: number;
  readonly expiresAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How many months points are valid. */
const LIFETIME = 24;
/** The points of this many first months expire first. */
const OLDEST = 3;

/** One point for each dollar spent. */
export function rewardsOf(data: Data): readonly Reward[] {
  const { books, collected, guids } = data;
  const read = collected.items.rewards;
  if (!read) return [];
  const opened = monthOf(books.openedAt);
  const pointsUntil = (at: number) => {
    const spent = entriesBetween(books, books.openedAt, at)
      .filter(({ entry }) => entry.kind === 'card' && entry.cents < 0 && entry.postedAt <= at)
      .reduce((sum, { entry }) => sum - entry.cents, 0);
    return Math.floor(spent / 100);
  };
  const reward = (
    number: number,
    rest: Pick<Reward, 'type' | 'description' | 'points' | 'expiresAt'>,
  ) => ({
    guid: guids.of('RWD', number),
    accountGuid: accountGuid(data, 'card'),
    createdAt: read.first,
    updatedAt: read.last,
    ...rest,
  });
  return [
    reward(1, {
      type: 'TOTAL_BALANCE',
      description: 'Points of the MX Bank Credit Card',
      points: pointsUntil(read.last),
      expiresAt: monthStart(monthOf(read.last) + LIFETIME),
    }),
    reward(2, {
      type: 'EXPIRING_BALANCE',
      description: 'The oldest points',
      points: pointsUntil(Math.min(read.last, monthStart(opened + OLDEST))),
      expiresAt: monthStart(opened + OLDEST + LIFETIME),
    }),
  ];
}
