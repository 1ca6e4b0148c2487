import * as v from 'valibot';

/**
 * What MX sends, as far as the client reads it. MX's own samples omit fields, and MX adds new ones without notice
 * (D-VER). So only the status and the guids are required, and unknown fields are ignored.
 */

export const text = v.nullish(v.string());
export const flag = v.nullish(v.boolean());
/** Explanatory only, so a value of the wrong type becomes `null`. */
const remarkFlag = v.fallback(flag, null);
export const guid = v.pipe(v.string(), v.nonEmpty());
/** Explanatory only, so a value of the wrong type becomes `null`. */
export const remark = v.fallback(text, null);
/** An address of a page that a user opens. */
export const webAddress = v.pipe(v.string(), v.regex(/^https?:\/\//));

const Option = v.object({ guid: text, label: text, value: text, data_uri: text });

export const WireChallenge = v.object({
  guid,
  /** A name or a number (D-MFA, OAS25). */
  type: v.nullish(v.union([v.string(), v.number()])),
  label: text,
  field_name: text,
  image_data: text,
  options: v.nullish(v.array(Option)),
  image_options: v.nullish(v.array(Option)),
});

const status = {
  guid: remark,
  id: remark,
  user_guid: remark,
  user_id: remark,
  /** `null` is a status. A missing status is an error. */
  connection_status: v.nullable(v.string()),
  is_being_aggregated: flag,
  aggregated_at: text,
  successfully_aggregated_at: text,
  challenges: v.nullish(v.array(WireChallenge)),
  is_authenticated: remarkFlag,
  has_processed_accounts: remarkFlag,
  has_processed_account_numbers: remarkFlag,
  has_processed_transactions: remarkFlag,
  most_recent_job_guid: remark,
};
const WireStatus = v.object(status);

export const WireMember = v.object({
  ...status,
  connection_status_message: remark,
  /** An object, possibly empty, or a text that contains one as JSON (D-READ, OASB). */
  error: v.optional(v.unknown()),
  is_oauth: v.fallback(flag, null),
  needs_updated_credentials: v.fallback(flag, null),
  background_aggregation_is_disabled: v.fallback(flag, null),
  is_manual: v.fallback(flag, null),
  is_managed_by_user: v.fallback(flag, null),
  /** Blank if there is not an OAuth window (OAS25). */
  oauth_window_uri: v.fallback(v.nullish(webAddress), null),
  institution_code: remark,
  name: remark,
  metadata: remark,
});

export const StatusBody = v.object({ member: WireStatus });
export const MemberBody = v.object({ member: WireMember });
/** 204 without a body if nothing is asked (OAS25). */
export const ChallengesBody = v.optional(v.object({ challenges: v.array(WireChallenge) }));

export type WireChallenge = v.InferOutput<typeof WireChallenge>;
export type WireStatus = v.InferOutput<typeof WireStatus>;
export type WireMember = v.InferOutput<typeof WireMember>;
