import type { Credential } from '@mx-member/http/create';
import type { OauthRequest } from '@mx-member/machine/hosting';
import type { Paging } from './pages.ts';
import { checkVersion, type MxVersion } from './port/request.ts';
import type { CreateMemberRequest, MemberAttributes, UserAttributes, UserFilter } from './types.ts';

/** Our requests in MX's spelling. Fields that are `undefined` are not sent. */

const isEmpty = (fields: object): boolean =>
  Object.values(fields).every((value) => value === undefined);

/** @throws {TypeError} when no field is left to send, because MX would answer 400 (D-FMT). */
function filled<Fields extends object>(call: string, fields: Fields): Fields {
  if (isEmpty(fields))
    throw new TypeError(
      `${call}: no attribute was given. Give at least one, because MX refuses an empty change.`,
    );
  return fields;
}

const toWireUserAttributes = (request: UserAttributes) => ({
  id: request.id,
  metadata: request.metadata,
  email: request.email,
  is_disabled: request.isDisabled,
});

/** MX refuses a user without fields. */
export function toWireNewUser(request: UserAttributes) {
  const fields = toWireUserAttributes(request);
  return isEmpty(fields) ? { is_disabled: false } : fields;
}

/** @throws {TypeError} when no field is given. */
export const toWireUserChanges = (request: UserAttributes) =>
  filled('updateUser', toWireUserAttributes(request));

export const toWireUserFilter = ({ id, email, isDisabled }: UserFilter) => ({
  id,
  email,
  is_disabled: isDisabled,
});

/** @throws {TypeError} for a field that this version does not have. */
export function toWireInstitutionFilter(
  filter: { readonly name?: string; readonly includeBlockedInstitutions?: boolean },
  version: MxVersion,
) {
  const { name, includeBlockedInstitutions } = filter;
  checkVersion('listInstitutions', { includeBlockedInstitutions }, 'v20250224', version);
  return { name, include_blocked_institutions: includeBlockedInstitutions };
}

export const toWirePaging = ({ page, recordsPerPage }: Paging) => ({
  page,
  records_per_page: recordsPerPage,
});

export const toWireOauth = (request: OauthRequest) => ({
  client_redirect_url: request.clientRedirectUrl,
  referral_source: request.referralSource,
  enable_app2app: request.enableApp2app,
  ui_message_webview_url_scheme: request.uiMessageWebviewUrlScheme,
});

const toWireAttributes = (request: MemberAttributes) => ({
  id: request.id,
  metadata: request.metadata,
  background_aggregation_is_disabled: request.backgroundAggregationIsDisabled,
  use_cases: request.useCases,
});

/** @throws {TypeError} when no field is given. */
export const toWireChanges = (request: MemberAttributes) =>
  filled('updateMember', toWireAttributes(request));

/** @throws {TypeError} for anything but a list of guids and values. The message does not quote a value. */
function checkCredentials(call: string, credentials: readonly Credential[] | undefined): void {
  const isOne = (entry: Partial<Credential> | null) =>
    typeof entry?.guid === 'string' && typeof entry.value === 'string';
  if (credentials !== undefined && !(Array.isArray(credentials) && credentials.every(isOne)))
    throw new TypeError(
      `${call}: credentials must be a list of { guid, value }, one for each field of institutionCredentials.`,
    );
}

/** @throws {TypeError} for a field that this version does not have, and for malformed credentials. */
export function toWireCredentials(
  request: { readonly credentials: readonly Credential[]; readonly skipAggregation?: boolean },
  version: MxVersion,
) {
  const skipAggregation = request.skipAggregation || undefined;
  checkVersion('updateCredentials', { skipAggregation }, 'v20111101', version);
  checkCredentials('updateCredentials', request.credentials);
  return { credentials: request.credentials, skip_aggregation: skipAggregation };
}

/** @throws {TypeError} for a field that this version does not have, and for malformed credentials. */
export function toWireNewMember(request: CreateMemberRequest, version: MxVersion) {
  const { dataRequest } = request;
  checkCredentials('createMember', request.credentials);
  const skipAggregation = request.skipAggregation || undefined;
  checkVersion('createMember', { skipAggregation }, 'v20111101', version);
  checkVersion('createMember', { dataRequest }, 'v20250224', version);
  return {
    ...toWireOauth(request),
    data_request: dataRequest,
    member: {
      ...toWireAttributes(request),
      institution_code: request.institutionCode,
      credentials: request.credentials,
      is_oauth: request.isOauth,
      skip_aggregation: skipAggregation,
    },
  };
}
