import { msOf } from '../mx/readings.ts';
import { CODES_AT_REST, STATUSES_AT_REST, type StatusAtRest } from './tables.ts';
import type { HealthRuleName, HealthRules, MemberPage } from './types.ts';

/** The row of a table for a name from MX, which may be any text. */
const rowOf = <Row>(table: Readonly<Record<string, Row>>, name: string): Row | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The facts of a member page that the rules use. */
export class Facts {
  readonly page: MemberPage;
  readonly at: number;
  readonly rules: HealthRules;
  /** `undefined` for an unknown status. */
  readonly row: StatusAtRest | undefined;
  /** The last success, in ms since 1970. -Infinity for never, NaN if MX does not say. */
  readonly success: number;
  /** When the latest job began, in the same format. */
  readonly begun: number;
  readonly #code: HealthRuleName | undefined;

  constructor(page: MemberPage, at: number, rules: HealthRules) {
    const { connectionStatus, errorCode, successfullyAggregatedAt, aggregatedAt } = page.reading;
    this.page = page;
    this.at = at;
    this.rules = rules;
    // MX's status `null` has a row. A text "null" would be an unknown status.
    this.row =
      connectionStatus === 'null' ? undefined : rowOf(STATUSES_AT_REST, String(connectionStatus));
    this.#code = rowOf(CODES_AT_REST, String(errorCode));
    this.success = msOf(successfullyAggregatedAt);
    this.begun = msOf(aggregatedAt);
  }

  /** Whether the status or the error code leads to this rule. */
  leadsTo(rule: HealthRuleName): boolean {
    return rule === this.row?.leadsTo || rule === this.#code;
  }

  hasStatus(status: string): boolean {
    return this.page.reading.connectionStatus === status;
  }

  get hasErrorCode(): boolean {
    return (this.page.reading.errorCode ?? null) !== null;
  }

  /** Whether an error code says that the institution has trouble. */
  get isOutageByCode(): boolean {
    return this.#code === 'outage';
  }

  /** Whether the last success is known and at least this old. Never counts as old. */
  isOld(limit: number): boolean {
    return this.at - this.success >= limit;
  }

  /** The time since the latest job began, in ms. NaN if that is unknown. */
  get sinceBegun(): number {
    return this.at - this.begun;
  }
}
