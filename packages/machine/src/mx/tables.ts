import type { FaultCode } from '../data/types.ts';
import { CODED_FAILURES, type ErrorCode } from './error-codes.ts';
import type { FailureKind } from './failure.ts';
import {
  FAULT_KINDS,
  type FaultKind,
  isOwnReason,
  OWN_FAILURES,
  type OwnReason,
} from './faults.ts';
import { ERROR_MEANINGS, FAILURE_MEANINGS, FAULT_MESSAGES, STATUS_MEANINGS } from './sentences.ts';
import { STATUS_KINDS, type StatusKind, type StatusName } from './statuses.ts';

/** The tables of the machine with everything about each row, for programs that explain them. No rule reads these. */

/** One row of the table of connection statuses. */
export interface Status extends StatusKind {
  /** MX's number, as in webhooks (`connection_status_id`). */
  readonly id: number | null;
  /** Whether MX sends a CONNECTION_STATUS webhook when a member gets this status. */
  readonly webhook: boolean;
  /** A sentence for the user. */
  readonly meaning: string;
  /** Tags of `docs/sources.md`. */
  readonly source: string;
}

/** An outcome: the reason, the next step, and a sentence. */
export interface Explanation extends FailureKind {
  readonly meaning: string;
}

/** What a failed call means. */
export interface FaultMeaning extends FaultKind {
  readonly failure: Explanation;
  /** A sentence for people. */
  readonly message: string;
}

const STATUS_SOURCES: Readonly<Record<StatusName, Pick<Status, 'id' | 'webhook' | 'source'>>> = {
  null: { id: null, webhook: false, source: 'N-MEM' },
  CREATED: { id: 0, webhook: false, source: 'N-MEM, D-IFS' },
  PREVENTED: { id: 1, webhook: true, source: 'N-MEM, D-IFS' },
  DENIED: { id: 2, webhook: true, source: 'N-MEM, D-IFS' },
  CHALLENGED: { id: 3, webhook: true, source: 'N-MEM, D-MFA' },
  REJECTED: { id: 4, webhook: true, source: 'N-MEM, D-IFS' },
  LOCKED: { id: 5, webhook: true, source: 'N-MEM, D-IFS' },
  CONNECTED: { id: 6, webhook: false, source: 'A-STAT' },
  IMPEDED: { id: 7, webhook: true, source: 'D-IFS, CW' },
  RECONNECTED: { id: 8, webhook: false, source: 'CW' },
  DEGRADED: { id: 9, webhook: false, source: 'AC, CW' },
  DISCONNECTED: { id: 10, webhook: false, source: 'ACS, CW' },
  DISCONTINUED: { id: 11, webhook: false, source: 'ACS, D-IFS' },
  CLOSED: { id: 12, webhook: false, source: 'D-IFS' },
  DELAYED: { id: 13, webhook: false, source: 'D-IFS, AC' },
  FAILED: { id: 14, webhook: false, source: 'ACS, D-TEST' },
  UPDATED: { id: 15, webhook: false, source: 'D-IFS' },
  DISABLED: { id: 16, webhook: false, source: 'ACS, D-IFS' },
  IMPORTED: { id: 17, webhook: false, source: 'D-IFS, CW' },
  RESUMED: { id: 18, webhook: false, source: 'D-MFA, D-IFS' },
  EXPIRED: { id: 19, webhook: true, source: 'N-MEM, D-AGE' },
  IMPAIRED: { id: 20, webhook: true, source: 'ACS, D-IFS' },
  PENDING: { id: 21, webhook: false, source: 'N-CRE, D-OM' },
};

/** A table with the same rows. */
const mapped = <Name extends string | number, Row, Made>(
  rows: Readonly<Record<Name, Row>>,
  make: (row: Row, name: Name) => Made,
): Readonly<Record<Name, Made>> =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, make(row as Row, name as Name)]),
  ) as Record<Name, Made>;

/** The 22 connection statuses of MX; `null` is the row of its own name. */
export const STATUSES: Readonly<Record<StatusName, Status>> = /* @__PURE__ */ mapped(
  STATUS_KINDS,
  (kind: StatusKind, name: StatusName) => ({
    id: STATUS_SOURCES[name].id,
    ...kind,
    webhook: STATUS_SOURCES[name].webhook,
    meaning: STATUS_MEANINGS[name],
    source: STATUS_SOURCES[name].source,
  }),
);

/** MX's `error.error_code`, as its widget (CW) interprets them. A CONNECTED member with one of them has failed. */
export const ERROR_CODES: Readonly<Record<ErrorCode, Explanation>> = /* @__PURE__ */ mapped(
  CODED_FAILURES,
  (failure: FailureKind, code: ErrorCode) => ({ ...failure, meaning: ERROR_MEANINGS[code] }),
);

/** Failures without a status of MX. */
export const MACHINE_FAILURES: Readonly<Record<OwnReason, Explanation>> = /* @__PURE__ */ mapped(
  OWN_FAILURES,
  (failure: FailureKind, reason: OwnReason) => ({ ...failure, meaning: FAILURE_MEANINGS[reason] }),
);

/** The table of fault codes. `FAULT_KINDS` says which HTTP statuses lead to them. */
export const FAULTS: Readonly<Record<FaultCode, FaultMeaning>> = /* @__PURE__ */ mapped(
  FAULT_KINDS,
  ({ endsAfter, failure }: FaultKind, code: FaultCode) => {
    const { reason } = failure;
    const message = FAULT_MESSAGES[code];
    const meaning = isOwnReason(reason) ? FAILURE_MEANINGS[reason] : message;
    return { endsAfter, failure: { ...failure, meaning }, message };
  },
);
