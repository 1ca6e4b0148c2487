import { hashOf } from './guids.ts';
import type { Member } from './member.ts';
import type { ConnectionStatus, Script } from './scripts.ts';
import type { User } from './user.ts';

/** MX's daily jobs. If MX does not document a rule, the option's comment says that it is a guess. */
export interface BackgroundOptions {
  /** The time between two jobs of a member, in ms. MX says "approximately every 24 hours". @default 86400000 */
  readonly every?: number;
  /** A member that had a job this recently gets no daily job, in ms (D-BF). @default 72000000 (20 h) */
  readonly notWithin?: number;
  /**
   * The statuses whose members get daily jobs (D-BF). MX's older API adds IMPEDED. MX does not document whether
   * DEGRADED, FAILED and DISCONNECTED are retried; not to retry them is a guess. @default CONNECTED, UPDATED, CREATED
   */
  readonly statuses?: readonly ConnectionStatus[];
  /**
   * Whether a bank that asked at the user's login also asks in the daily job, instead of remembering MX. A guess,
   * because banks differ. `bank.troubles.askFromNow` makes it ask in either case. @default false
   */
  readonly asksAgain?: boolean;
}

/** The daily jobs with their defaults. `null` if there are none. */
export type BackgroundRules = Required<BackgroundOptions> | null;

const DEFAULTS: Required<BackgroundOptions> = {
  every: 24 * 3_600_000,
  notWithin: 20 * 3_600_000,
  statuses: ['CONNECTED', 'UPDATED', 'CREATED'],
  asksAgain: false,
};

/** @throws {RangeError} when a time makes no sense. */
export function backgroundRulesOf(options: BackgroundOptions | null): BackgroundRules {
  if (options === null) return null;
  const rules = { ...DEFAULTS, ...options };
  if (!(rules.every >= 60_000 && rules.every < Infinity))
    throw new RangeError(
      `background.every must be a number of ms from 60000, but it is ${rules.every}`,
    );
  if (!(rules.notWithin >= 0 && rules.notWithin < Infinity))
    throw new RangeError(
      `background.notWithin must be a number of milliseconds, at least 0, but it is ${rules.notWithin}`,
    );
  return rules;
}

/** When MX thinks of a member first: a time of day of its own, so that not all members are read at once. */
export const firstVisit = ({ guid, createdAt }: Member, { every }: { readonly every: number }) =>
  createdAt + (((hashOf(guid)[0] >>> 0) / 2 ** 32) * every + every) / 2;

/** Whether MX starts a daily job of a member at this moment (D-BF, OAS25). */
export function isReadByItself(
  member: Member,
  user: User | undefined,
  at: number,
  { notWithin, statuses }: Required<BackgroundOptions>,
): boolean {
  const { status, aggregatedAt } = member.shown;
  return (
    user?.isDisabled === false &&
    !member.job &&
    !member.backgroundAggregationIsDisabled &&
    !member.needsUpdatedCredentials &&
    statuses.includes(status) &&
    (aggregatedAt === null || at - aggregatedAt >= notWithin)
  );
}

/** The script of a daily job at a bank that remembers MX: without the questions of the user's login. */
export const withoutQuestions = (script: Script): Script =>
  script.filter((step) => !('ask' in step));
