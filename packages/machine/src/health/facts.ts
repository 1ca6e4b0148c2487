import { msOf } from '../mx/readings.ts';
import { CODES_AT_REST, STATUSES_AT_REST, type StatusAtRest } from './tables.ts';
import type { HealthRuleName, HealthRules, MemberPage } from './types.ts';

/** A row of a table by a name from MX, which may be any text. */
const rowOf = <Row>(table: Readonly<Record<string, Row>>, name: string): Row | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The member page as the rules read it. */
export class Facts {
  readonly page: MemberPage;
  readonly at: number;
  readonly rules: HealthRules;
  /** `undefined` for a status that this version does not know. */
  readonly row: StatusAtRest | undefined;
  /** The last success: before all moments for never, NaN where MX does not say. */
  readonly success: number;
  /** When the latest job began; in the same form. */
  readonly begun: number;
  readonly #code: HealthRuleName | undefined;

  constructor(page: MemberPage, at: number, rules: HealthRules) {
    const { connectionStatus, errorCode, successfullyAggregatedAt, aggregatedAt } = page.reading;
    this.page = page;
    this.at = at;
    this.rules = rules;
    // MX's status `null` has a row; a text "null" is a status that nobody knows.
    this.row =
      connectionStatus === 'null' ? undefined : rowOf(STATUSES_AT_REST, String(connectionStatus));
    this.#code = rowOf(CODES_AT_REST, String(errorCode));
    this.success = msOf(successfullyAggregatedAt);
    this.begun = msOf(aggregatedAt);
  }

  /** Whether the status or the error code leads to one of these rules. */
  leadsTo(...rules: readonly HealthRuleName[]): boolean {
    return rules.some((rule) => rule === this.row?.leadsTo || rule === this.#code);
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

  /** Whether the last success is known, and so old at least; never is old too. */
  isOld(limit: number): boolean {
    return this.at - this.success >= limit;
  }

  /** The time since the latest job began, in ms; NaN when that is not known. */
  get sinceBegun(): number {
    return this.at - this.begun;
  }
}
