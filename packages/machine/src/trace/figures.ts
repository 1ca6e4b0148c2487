import type { Fault, StampedReading } from '../data/types.ts';
import { CODED_FAILURES } from '../mx/error-codes.ts';
import { isLater, isUnmoved } from '../mx/readings.ts';
import { statusOf } from '../mx/statuses.ts';
import type { SeenCall, TraceLine } from './line.ts';

/**
 * What many traces show about MX: values that no rule knows, how far replicas lag, which times are missing, and which
 * status follows which.
 */

/** How often something was seen, and the first line with it. */
export interface Sighted {
  readonly count: number;
  /** Counted from 1. */
  readonly line: number;
}

/** Sightings by name. */
export type Sightings = Readonly<Record<string, Sighted>>;

/** Durations, in ms. */
export interface Lengths {
  readonly count: number;
  readonly median: number;
  readonly longest: number;
}

/** The result of {@link createFigures}. */
export interface TraceFigures {
  readonly lines: number;
  readonly members: number;
  readonly readings: number;
  /** Failed calls by code, and by HTTP status if there was one: `rateLimited 429`. */
  readonly faults: Sightings;
  readonly webhooks: Sightings;
  /** Values that no rule of this version knows. */
  readonly unknown: {
    readonly statuses: Sightings;
    readonly errorCodes: Sightings;
    readonly httpStatuses: Sightings;
    readonly fields: Sightings;
    readonly webhooks: Sightings;
    /** Pairs of consecutive readings that no rule expects. */
    readonly orders: Sightings;
  };
  /** In how many readings MX omitted a field. */
  readonly missing: Readonly<
    Record<'aggregated_at' | 'successfully_aggregated_at' | 'is_being_aggregated', number>
  >;
  /** How long older readings appeared after a newer one, by `aggregated_at`. */
  readonly staleFor: Lengths;
  /** How long an answered question was still shown. */
  readonly echoFor: Lengths;
  /** How often one status followed another, for example `CREATED running → CHALLENGED running`. */
  readonly follows: Sightings;
}

const HTTP_STATUSES: readonly number[] = [
  ...[400, 401, 403, 404, 405, 406, 408, 409, 422, 429, 500, 502, 503, 504],
];
const WEBHOOKS: readonly unknown[] = [
  ...['CONNECTION_STATUS', 'AGGREGATION', 'BALANCE', 'HISTORY', 'REWARD', 'STATEMENT'],
  ...['VERIFICATION', 'initial_data_ready', 'MEMBER', 'JOB_STATUS'],
];
/** Fields that MX documents and no rule needs (OAS11, OAS25, D-WHCS, D-WHAG, D-WHM), by the last part of their name. */
const DOCUMENTED = new Set([
  ...['id', 'name', 'metadata', 'institution_code', 'institution_guid', 'is_oauth', 'use_cases'],
  ...['oauth_window_uri', 'is_manual', 'is_managed_by_user', 'is_authenticated', 'user_id'],
  ...['background_aggregation_is_disabled', 'most_recent_job_guid', 'most_recent_job_detail_code'],
  ...['most_recent_job_detail_text', 'error_message', 'error_type', 'locale', 'user_message'],
  ...['connection_status_id', 'connection_status_message', 'completed_at', 'completed_on'],
  ...['is_background', 'job_guid', 'transactions_created_count', 'transactions_updated_count'],
  ...['statements_created_count', 'aggregated_at', 'successfully_aggregated_at', 'created_at'],
  ...['is_being_aggregated', 'is_user_created', 'pagination', 'message', 'status', 'type'],
  ...['needs_updated_credentials', 'challenges', 'current_page', 'per_page', 'total_entries'],
  ...['total_pages', 'field_name', 'label', 'field_type', 'has_processed_accounts', 'code'],
  ...[
    'has_processed_account_numbers',
    'has_processed_transactions',
    'updated_at',
    'last_job_guid',
    'last_job_status',
  ],
]);

const isDocumented = (field: string): boolean => DOCUMENTED.has(field.split('.').at(-1) ?? '');

/** What is remembered about a member. */
interface Remembered {
  reading: StampedReading | null;
  /** Whether a start or answers were sent since that reading. */
  hasActed: boolean;
  /** When the newest `aggregated_at` was first shown. */
  newestAt: number;
  newest: StampedReading | null;
  /** The questions that were answered last, and when. */
  answered: ReadonlySet<string>;
  answeredAt: number;
}

const NOTHING_ANSWERED: ReadonlySet<string> = new Set();

class Counts {
  readonly #counts = new Map<string, { count: number; readonly line: number }>();
  add(name: string, line: number): void {
    const known = this.#counts.get(name);
    if (known) known.count += 1;
    else this.#counts.set(name, { count: 1, line });
  }
  get all(): Sightings {
    const copies = [...this.#counts].map(([name, sighted]) => [name, { ...sighted }] as const);
    return Object.fromEntries(copies.sort(([, a], [, b]) => b.count - a.count));
  }
}

function lengthsOf(times: readonly number[]): Lengths {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { count: sorted.length, median, longest: sorted.at(-1) ?? 0 };
}

const shownStatus = ({ connectionStatus, isBeingAggregated }: StampedReading): string =>
  `${connectionStatus ?? 'null'} ${isBeingAggregated === null ? 'unsaid' : isBeingAggregated ? 'running' : 'idle'}`;

const isSettled = ({ connectionStatus, isBeingAggregated }: StampedReading): boolean => {
  const kind = statusOf(connectionStatus)?.class;
  return isBeingAggregated === false && (kind === 'connected' || kind === 'failed');
};

/** Describes the order of two readings, if no rule expects it. */
function strangeOrder(
  last: StampedReading,
  reading: StampedReading,
  hasActed: boolean,
): string | null {
  const order = `${shownStatus(last)} → ${shownStatus(reading)}`;
  const isSameJob =
    last.aggregatedAt === reading.aggregatedAt ||
    isUnmoved(reading.aggregatedAt, last.aggregatedAt);
  const hasChanged = last.connectionStatus !== reading.connectionStatus;
  if (hasActed || !hasChanged) return null;
  if (isSettled(last) && isSettled(reading) && isSameJob) return `${order}, without a job`;
  const isUnasked =
    last.connectionStatus !== 'CHALLENGED' && reading.connectionStatus === 'RESUMED';
  return isUnasked ? `${order}, without a question` : null;
}

class Figuring {
  #lines = 0;
  #readings = 0;
  readonly #members = new Map<string, Remembered>();
  readonly #stale: number[] = [];
  readonly #echoes: number[] = [];
  readonly #missing = { aggregated_at: 0, successfully_aggregated_at: 0, is_being_aggregated: 0 };
  readonly #counts = {
    ...{ faults: new Counts(), webhooks: new Counts(), follows: new Counts() },
    ...{ statuses: new Counts(), errorCodes: new Counts(), httpStatuses: new Counts() },
    ...{ fields: new Counts(), unknownWebhooks: new Counts(), orders: new Counts() },
  };

  note(line: TraceLine, number: number): void {
    this.#lines += 1;
    const member = this.#memberOf(line);
    if ('dropped' in line)
      for (const field of line.dropped)
        if (!isDocumented(field)) this.#counts.fields.add(field, number);
    switch (line.type) {
      case 'reading':
        this.#noteReading(member, line.reading, line.call, number);
        return;
      case 'fault':
        this.#noteFault(line.fault, line.errorCode, number);
        return;
      case 'webhook':
        this.#noteWebhook(line.webhook, number);
        return;
      case 'event':
        if (line.event.type === 'done')
          this.#noteReading(member, line.event.reading, line.event.call, number);
        if (line.event.type === 'error' && line.event.fault)
          this.#noteFault(line.event.fault, undefined, number);
        return;
      default:
        return;
    }
  }

  #memberOf({ member: { memberGuid } }: TraceLine): Remembered {
    const known = this.#members.get(memberGuid);
    if (known) return known;
    const fresh = {
      ...{ reading: null, hasActed: false, newestAt: 0, newest: null },
      ...{ answered: NOTHING_ANSWERED, answeredAt: 0 },
    };
    this.#members.set(memberGuid, fresh);
    return fresh;
  }

  #noteFault({ code, status }: Fault, errorCode: number | undefined, number: number): void {
    this.#counts.faults.add(status === undefined ? code : `${code} ${status}`, number);
    if (status !== undefined && !HTTP_STATUSES.includes(status))
      this.#counts.httpStatuses.add(String(status), number);
    this.#noteCode(errorCode, number);
  }

  #noteCode(errorCode: number | undefined, number: number): void {
    if (errorCode !== undefined && !Object.hasOwn(CODED_FAILURES, errorCode))
      this.#counts.errorCodes.add(String(errorCode), number);
  }

  #noteWebhook(webhook: string | null, number: number): void {
    this.#counts.webhooks.add(String(webhook), number);
    if (!WEBHOOKS.includes(webhook)) this.#counts.unknownWebhooks.add(String(webhook), number);
  }

  #noteReading(member: Remembered, reading: StampedReading, call: SeenCall, number: number): void {
    this.#readings += 1;
    this.#noteCode(reading.errorCode, number);
    const { connectionStatus } = reading;
    if (connectionStatus !== null && !statusOf(connectionStatus))
      this.#counts.statuses.add(connectionStatus, number);
    if (call === 'submitAnswers') {
      member.answered = new Set(member.reading?.challenges.map(({ guid }) => guid));
      member.answeredAt = reading.at;
    }
    if (call !== 'listChallenges') this.#noteAmongOthers(member, reading, call, number);
  }

  /** Compares a reading with earlier ones. */
  #noteAmongOthers(
    member: Remembered,
    reading: StampedReading,
    call: SeenCall,
    number: number,
  ): void {
    if (reading.aggregatedAt === undefined) this.#missing.aggregated_at += 1;
    if (reading.successfullyAggregatedAt === undefined)
      this.#missing.successfully_aggregated_at += 1;
    if (reading.isBeingAggregated === null) this.#missing.is_being_aggregated += 1;
    const { reading: last, newest } = member;
    if (isLater(newest?.aggregatedAt, reading.aggregatedAt))
      this.#stale.push(Math.max(0, reading.at - member.newestAt));
    else if (!newest || isLater(reading.aggregatedAt, newest.aggregatedAt)) {
      member.newest = reading;
      member.newestAt = reading.at;
    }
    const { challenges } = reading;
    if (challenges.length > 0 && challenges.every(({ guid }) => member.answered.has(guid)))
      this.#echoes.push(Math.max(0, reading.at - member.answeredAt));
    const isPoll = call === 'readStatus' || call === 'readMember';
    if (last) {
      this.#counts.follows.add(`${shownStatus(last)} → ${shownStatus(reading)}`, number);
      const strange = isPoll ? strangeOrder(last, reading, member.hasActed) : null;
      if (strange) this.#counts.orders.add(strange, number);
    }
    member.reading = reading;
    member.hasActed = !isPoll;
  }

  get figures(): TraceFigures {
    const { faults, webhooks, follows, unknownWebhooks, ...unknown } = this.#counts;
    return {
      lines: this.#lines,
      members: this.#members.size,
      readings: this.#readings,
      faults: faults.all,
      webhooks: webhooks.all,
      unknown: {
        statuses: unknown.statuses.all,
        errorCodes: unknown.errorCodes.all,
        httpStatuses: unknown.httpStatuses.all,
        fields: unknown.fields.all,
        webhooks: unknownWebhooks.all,
        orders: unknown.orders.all,
      },
      missing: { ...this.#missing },
      staleFor: lengthsOf(this.#stale),
      echoFor: lengthsOf(this.#echoes),
      follows: follows.all,
    };
  }
}

/**
 * Collects figures from many traces. Pass it every line of every trace.
 *
 * @returns `note` for a line and its number, and `figures` for the current result.
 */
export const createFigures = (): {
  readonly note: (line: TraceLine, number: number) => void;
  readonly figures: TraceFigures;
} => new Figuring();
