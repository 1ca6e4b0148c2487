import {
  type MemberId,
  MxError,
  type Progress,
  type Reading,
  statusOf,
} from '@mx-member/machine/step';
import { toChallenge } from './challenges.ts';
import type { WireMember, WireStatus } from './wire.ts';

/** What a reply says about its owner. */
type Owner = Pick<WireStatus, 'guid' | 'id' | 'user_guid' | 'user_id'>;

/**
 * Whether a reply can be about the one that was asked for. A path can have your own id in place of a guid (OAS25), so only
 * two guids tell the two apart.
 */
const isSame = (asked: string, guid: unknown, id: unknown, kind: 'USR-' | 'MBR-'): boolean =>
  typeof guid !== 'string' || guid === asked || id === asked || !asked.startsWith(kind);

/**
 * The same reply, if it is about the member.
 *
 * @throws {MxError} `malformed` for a reply about another member, or about a member of another user.
 */
export function about<Wire extends Owner>({ userGuid, memberGuid }: MemberId, wire: Wire): Wire {
  const { guid, id, user_guid, user_id } = wire;
  if (isSame(memberGuid, guid, id, 'MBR-') && isSame(userGuid, user_guid, user_id, 'USR-'))
    return wire;
  throw new MxError('malformed', { message: 'MX sent a reply that is about another member.' });
}

/** How far a job is. Each step includes the steps before it. */
function progressOf(wire: WireStatus): Progress | undefined {
  if (wire.has_processed_transactions) return 'transactions';
  if (wire.has_processed_accounts || wire.has_processed_account_numbers) return 'accounts';
  if (wire.is_authenticated) return 'loggedIn';
  return wire.is_authenticated === false ? 'loggingIn' : undefined;
}

/** Converts a status to a reading. Challenges are kept only while the status is CHALLENGED. */
export function toStatusReading(wire: WireStatus): Reading {
  const { connection_status, aggregated_at, successfully_aggregated_at, challenges } = wire;
  const progress = progressOf(wire);
  return {
    connectionStatus: connection_status,
    isBeingAggregated: wire.is_being_aggregated ?? null,
    challenges: connection_status === 'CHALLENGED' ? (challenges ?? []).map(toChallenge) : [],
    ...(aggregated_at !== undefined && { aggregatedAt: aggregated_at }),
    ...(successfully_aggregated_at !== undefined && {
      successfullyAggregatedAt: successfully_aggregated_at,
    }),
    ...(progress && { progress }),
    ...(wire.most_recent_job_guid && { jobGuid: wire.most_recent_job_guid }),
  };
}

/** Whether this reading can be the end of a job. If so, the member page has the reason. */
export function isSettled({ connectionStatus, isBeingAggregated }: Reading): boolean {
  if (isBeingAggregated) return false;
  const status = statusOf(connectionStatus);
  return !status || status.class === 'connected' || status.class === 'failed';
}

/** `error.error_code`. The error can be absent, empty, or a text that holds it as JSON (D-READ, OASB). */
export function errorCodeIn(error: unknown): number | undefined {
  if (typeof error === 'string') {
    try {
      return errorCodeIn(Object(JSON.parse(error)));
    } catch {
      return undefined;
    }
  }
  const { error_code } = Object(error) as { error_code?: unknown };
  return Number.isInteger(error_code) ? Number(error_code) : undefined;
}

/** How a job ended. Only the member page has this, not the status (A-STAT). */
function explanationOf(wire: WireMember): Pick<Reading, 'message' | 'errorCode'> {
  const errorCode = errorCodeIn(wire.error);
  return {
    ...(wire.connection_status_message && { message: wire.connection_status_message }),
    ...(errorCode !== undefined && { errorCode }),
  };
}

/**
 * Converts a member page to a reading. While a job runs, the page still describes the previous job (A-AGG). Its message
 * is dropped because it would mislead the user. Its error code is kept because later codes are compared with it.
 */
export function toMemberReading(wire: WireMember): Reading {
  const reading = toStatusReading(wire);
  const { message, ...code } = explanationOf(wire);
  return {
    ...reading,
    ...code,
    ...(isSettled(reading) && message !== undefined && { message }),
    ...(wire.needs_updated_credentials && { needsUpdatedCredentials: true }),
  };
}
