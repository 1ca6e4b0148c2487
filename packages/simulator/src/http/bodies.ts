import { type ChallengeType, ERROR_CODES } from '@mx-member/machine/step';
import { clientStatusOf, type InstitutionError } from '../bank/blocks.ts';
import type { BankChallenge } from '../bank/challenges.ts';
import type { Institution, LoginField } from '../bank/institutions.ts';
import type { Member } from '../bank/member.ts';
import type { Rules } from '../bank/options.ts';
import { pictureOf } from '../bank/picture.ts';
import { type Product, supportedProducts } from '../bank/products.ts';
import type { User } from '../bank/user.ts';
import { messageOf } from './messages.ts';

/** The versions of MX's API. */
export type Version = 'v20111101' | 'v20250224';

/** Options for points on which MX's documents contradict each other. */
export interface WireOptions {
  /**
   * Whether the `type` of challenges in a status is a number, as in MX's guide (D-MFA), instead of a word (OAS25).
   * @default false
   */
  readonly integerTypes?: boolean;
  /**
   * The format of a member's `error`: an object (D-READ), a string with JSON (OASB), or absent (OAS25).
   *
   * @default 'string' in v20111101, 'object' in v20250224
   */
  readonly errorAs?: 'object' | 'string' | 'absent';
  /**
   * Whether `most_recent_job_guid` is the guid, or `null`. The file of v20111101 says that it is a boolean, so MX's
   * Python SDK refuses every member with a guid there. @default 'guid'
   */
  readonly jobGuidAs?: 'guid' | 'null';
  /**
   * Whether the reply to a start or to answers shows the member as it was before, as if from a slow replica. MX does not document
   * it. @default false
   */
  readonly repliesLate?: boolean;
  /**
   * The origin of the page that gets an OAuth window's message, for example `http://localhost:3000`.
   *
   * @default the origin in the `Referer` of the page that opened the window; without a `Referer` the message is not
   * sent
   */
  readonly openerOrigin?: string;
  /**
   * Whether a 409 to a new member contains the `guid` of the conflicting member, as MX's widget gets it (CW). It is not
   * documented whether the Platform API sends it. @default false
   */
  readonly conflictNamesMember?: boolean;
}

export const WIRE_OPTIONS = [
  'integerTypes',
  'errorAs',
  'jobGuidAs',
  'repliesLate',
  'openerOrigin',
  'conflictNamesMember',
] as const;

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The numbers that MX's widget uses for challenge types (CW Credential.js). */
export const TYPE_NUMBERS: Readonly<Record<ChallengeType, number>> = {
  TEXT: 0,
  OPTIONS: 2,
  TOKEN: 12,
  IMAGE_DATA: 13,
  IMAGE_OPTIONS: 14,
};

/**
 * The user resource. In v20250224 the email address is omitted if it is missing, because it cannot be `null` (OAS25).
 */
export const userBody = ({ guid, id, email, isDisabled, metadata }: User, version: Version) => ({
  ...((email !== null || version === 'v20111101') && { email }),
  guid,
  id,
  is_disabled: isDisabled,
  metadata,
});

/** When the institutions were created. */
const CREATED_AT = '2015-01-01T00:00:00Z';

/** Fields of an institution that only v20111101 has. */
const supports = (products: readonly Product[]) => ({
  supports_account_identification: products.includes('identity_verification'),
  supports_account_statement: products.includes('statements'),
  supports_account_verification: products.includes('account_verification'),
  supports_transaction_history: products.includes('transaction_history'),
});

/**
 * Fields of an institution that v20250224 has since April 2026 (D-INST). The texts are from MX's widget. For the
 * client, they are the names of the errors: an inference, because MX's table is not public.
 */
const blockFields = (block: InstitutionError | undefined) => ({
  status:
    block === 'institution_maintenance_error'
      ? 'MAINTENANCE'
      : block === 'institution_unavailable_error'
        ? 'UNAVAILABLE'
        : 'OPERATIONAL',
  client_status: clientStatusOf(block),
});

export function institutionBody(
  { code, country, guid, name, isOauth }: Institution,
  rules: Rules,
  version: Version,
  block: InstitutionError | undefined,
) {
  const products = supportedProducts(rules);
  return {
    code,
    forgot_password_url: null,
    forgot_username_url: null,
    instructional_text: null,
    instructional_text_steps: [],
    is_disabled_by_client: false,
    iso_country_code: country,
    medium_logo_url: null,
    name,
    small_logo_url: null,
    supports_oauth: isOauth,
    supports_tax_document: false,
    trouble_signing_in_url: null,
    url: 'https://www.mx.com',
    ...(version === 'v20111101'
      ? supports(products)
      : {
          created_at: CREATED_AT,
          guid,
          is_hidden: false,
          supported_products: products,
          ...blockFields(block),
        }),
  };
}

export const credentialBody = ({ guid, fieldName, label }: LoginField, index: number) => ({
  display_order: index + 1,
  field_name: fieldName,
  field_type: fieldName,
  guid,
  label,
  type: fieldName,
});

/** The `error` field. An empty object without an error (D-READ). */
function memberErrorOf({ shown, institution }: Member) {
  const { errorCode } = shown;
  if (errorCode === null) return {};
  const known = new Map(Object.entries(ERROR_CODES)).get(String(errorCode));
  return {
    error_code: errorCode,
    error_message: `Error ${errorCode} at ${institution.name}`,
    error_type: 'MEMBER',
    locale: 'en',
    user_message: known?.meaning ?? 'Something went wrong.',
  };
}

function errorField(member: Member, version: Version, { errorAs }: WireOptions) {
  const as = errorAs ?? (version === 'v20111101' ? 'string' : 'object');
  if (as === 'absent') return {};
  const error = memberErrorOf(member);
  return { error: as === 'object' ? error : JSON.stringify(error) };
}

/**
 * The member resource (`MemberResponse`).
 *
 * @param oauthWindowUri Only if a window has just been opened (N-CRE).
 */
export function memberBody(
  member: Member,
  user: User,
  version: Version,
  wire: WireOptions,
  shown: Member['shown'] = member.shown,
  oauthWindowUri: string | null = null,
) {
  const { institution } = member;
  return {
    aggregated_at: iso(shown.aggregatedAt),
    background_aggregation_is_disabled: member.backgroundAggregationIsDisabled,
    connection_status: shown.status,
    connection_status_message: messageOf(shown.status, institution.name),
    ...errorField({ ...member, shown }, version, wire),
    guid: member.guid,
    id: member.id,
    institution_code: institution.code,
    institution_guid: institution.guid,
    is_being_aggregated: shown.isBeingAggregated,
    is_managed_by_user: true,
    is_manual: false,
    is_oauth: institution.isOauth,
    metadata: member.metadata,
    most_recent_job_detail_code: null,
    most_recent_job_detail_text: null,
    most_recent_job_guid: wire.jobGuidAs === 'null' ? null : shown.jobGuid,
    name: institution.name,
    needs_updated_credentials: member.needsUpdatedCredentials,
    oauth_window_uri: oauthWindowUri,
    successfully_aggregated_at: iso(shown.successfullyAggregatedAt),
    use_cases: member.useCases,
    user_guid: user.guid,
    user_id: user.id,
  };
}

/** The member after a resume. In MX's guide, this also says whether the bank has accepted the credentials (D-MFA). */
export function resumedBody(member: Member, user: User, version: Version, wire: WireOptions) {
  const shown = shownInReply(member, wire);
  return {
    ...memberBody(member, user, version, wire, shown),
    is_authenticated: shown.isAuthenticated,
  };
}

/** What the reply to an accepted start or answers shows. */
export const shownInReply = ({ shown, shownBefore }: Member, { repliesLate }: WireOptions) =>
  repliesLate ? shownBefore : shown;

/** One question (`ChallengeResponse`). Only the payload of its type is present (A-CHF). */
export function challengeBody({ guid, type, label, options, imageData }: BankChallenge) {
  const entry = (option: BankChallenge['options'][number]) => ({
    guid: option.guid,
    label: option.label,
    value: option.value,
  });
  return {
    field_name: null,
    guid,
    label,
    type: type as string | number,
    ...(imageData !== undefined && { image_data: imageData }),
    ...(type === 'OPTIONS' && { options: options.map(entry) }),
    ...(type === 'IMAGE_OPTIONS' && {
      image_options: options.map((option) => ({
        ...entry(option),
        ...(option.word && { data_uri: `data:image/png;base64,${pictureOf(option.word)}` }),
      })),
    }),
  };
}

/** The status (`MemberStatusResponse`). `challenges` is only present while CHALLENGED (A-CSF). */
export function statusBody(
  { guid }: Member,
  { integerTypes = false }: WireOptions,
  shown: Member['shown'],
) {
  const challenges = shown.challenges.map((challenge) => ({
    ...challengeBody(challenge),
    ...(integerTypes && { type: TYPE_NUMBERS[challenge.type] }),
  }));
  return {
    aggregated_at: iso(shown.aggregatedAt),
    ...(shown.status === 'CHALLENGED' && { challenges }),
    connection_status: shown.status,
    guid,
    has_processed_account_numbers: shown.hasProcessedAccountNumbers,
    has_processed_accounts: shown.hasProcessedAccounts,
    has_processed_transactions: shown.hasProcessedTransactions,
    is_authenticated: shown.isAuthenticated,
    is_being_aggregated: shown.isBeingAggregated,
    successfully_aggregated_at: iso(shown.successfullyAggregatedAt),
  };
}
