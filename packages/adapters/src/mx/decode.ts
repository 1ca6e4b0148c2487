import type { CredentialField } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import type { Page } from './pages.ts';
import { about, toMemberReading } from './port/reading.ts';
import type { WireMember } from './port/wire.ts';
import type { WireCredentials, WirePagination, WireUser } from './schemas.ts';
import type { MemberDetails, UserDetails } from './types.ts';

/** @throws {MxError} `malformed` for another member, or for a member of another user. */
export const toMember = (member: MemberId, wire: WireMember): MemberDetails => ({
  member,
  reading: toMemberReading(about(member, wire)),
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
