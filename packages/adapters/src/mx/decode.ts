import type { CredentialField } from '@mx-member/machine/hosting';
import { type MemberId, type Reading, statusOf } from '@mx-member/machine/step';
import { toChallenge } from './challenges.ts';
import type { Page } from './pages.ts';
import type {
  WireCredentials,
  WireMember,
  WirePagination,
  WireStatus,
  WireUser,
} from './schemas.ts';
import type { MemberDetails, UserDetails } from './types.ts';

/** Converts a status to a reading. Challenges are kept only while the status is CHALLENGED. */
export function toStatusReading(wire: WireStatus): Reading {
  const { connection_status, aggregated_at, successfully_aggregated_at, challenges } = wire;
  return {
    connectionStatus: connection_status,
    isBeingAggregated: wire.is_being_aggregated ?? null,
    challenges: connection_status === 'CHALLENGED' ? (challenges ?? []).map(toChallenge) : [],
    ...(aggregated_at !== undefined && { aggregatedAt: aggregated_at }),
    ...(successfully_aggregated_at !== undefined && {
      successfullyAggregatedAt: successfully_aggregated_at,
    }),
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

export const toMember = (member: MemberId, wire: WireMember): MemberDetails => ({
  member,
  reading: toMemberReading(wire),
  isOauth: wire.is_oauth ?? false,
  oauthWindowUri: wire.oauth_window_uri ?? null,
  institutionCode: wire.institution_code ?? null,
  name: wire.name ?? null,
  id: wire.id ?? null,
  metadata: wire.metadata ?? null,
  backgroundAggregationIsDisabled: wire.background_aggregation_is_disabled ?? false,
  isManual: wire.is_manual ?? false,
  isManagedByUser: wire.is_managed_by_user ?? true,
});

export const toUser = ({ guid, id, metadata, email, is_disabled }: WireUser): UserDetails => ({
  userGuid: guid,
  id: id ?? null,
  metadata: metadata ?? null,
  email: email ?? null,
  isDisabled: is_disabled ?? false,
});

export const toPage = (wire: WirePagination, length: number): Page => ({
  page: wire?.current_page ?? 1,
  pages: wire?.total_pages ?? 1,
  total: wire?.total_entries ?? length,
});

export const toCredentialFields = ({ credentials }: WireCredentials): readonly CredentialField[] =>
  credentials
    .toSorted((a, b) => (a.display_order ?? 0) - (b.display_order ?? 0))
    .map(({ guid, field_name, label, type, field_type }) => ({
      guid,
      fieldName: field_name ?? '',
      label: label || field_name || '',
      type: type || field_type || '',
    }));
