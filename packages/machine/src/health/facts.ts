import type { HealthRuleName, HealthRules, MemberPage } from '../data/health.ts';
import { failureByCode } from '../mx/error-codes.ts';
import { msOf } from '../mx/readings.ts';
import { type Status, statusOf } from '../mx/statuses.ts';

/** The facts of a member page that the rules use. */
export class Facts {
  readonly page: MemberPage;
  readonly at: number;
  readonly rules: HealthRules;
  /** `undefined` for an unknown status. */
  readonly row: Status['atRest'] | undefined;
  /** The last success, in ms since 1970. -Infinity for never, NaN if MX does not say. */
  readonly success: number;
  /** When the latest job began, in the same format. */
  readonly begun: number;
  /** Whether the page has an error code of the latest job. */
  readonly hasErrorCode: boolean;
  readonly #code: HealthRuleName | undefined;

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
    this.#code = code === undefined ? undefined : failureByCode(code)?.atRest;
  }

  /** Whether the status or the error code leads to this rule. */
  leadsTo(rule: HealthRuleName): boolean {
    return rule === this.row?.leadsTo || rule === this.#code;
  }

  hasStatus(status: string): boolean {
    return this.page.reading.connectionStatus === status;
  }

  /** Whether an error code says that the institution has trouble. */
  get isOutageByCode(): boolean {
    return this.#code === 'outage';
  }

  /** Whether the last success is known and at least this old. Never counts as old. */
  isOld(limit: number): boolean {
    return this.at - this.success >= limit;
  }

  /** Whether MX's daily job reads this member, as far as a client can know. */
  get isReadByMx(): boolean {
    const { page, row } = this;
    return (
      row?.isReadByMx === true &&
      !page.isManual &&
      page.isManagedByUser &&
      !page.userIsDisabled &&
      !page.backgroundAggregationIsDisabled &&
      page.reading.needsUpdatedCredentials !== true
    );
  }

  /** Whether the latest job is known to have begun at least so long ago. */
  hasBegunBefore(limit: number): boolean {
    return Number.isFinite(this.begun) && this.sinceBegun >= limit;
  }

  /** The time since the latest job began, in ms. NaN if that is unknown. */
  get sinceBegun(): number {
    return this.at - this.begun;
  }
}
