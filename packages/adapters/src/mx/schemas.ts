import * as v from 'valibot';

/**
 * What MX sends, as far as the client reads it. MX's own samples omit fields, and MX adds new ones without notice
 * (D-VER). So only the status and the guids are required, and unknown fields are ignored.
 */

const text = v.nullish(v.string());
const flag = v.nullish(v.boolean());
export const guid = v.pipe(v.string(), v.nonEmpty());
/** Explanatory only, so a value of the wrong type becomes `null`. */
export const remark = v.fallback(text, null);
/** An address of a page that a user opens. */
const webAddress = v.pipe(v.string(), v.regex(/^https?:\/\//));

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
  /** `null` is a status. A missing status is an error. */
  connection_status: v.nullable(v.string()),
  is_being_aggregated: flag,
  aggregated_at: text,
  successfully_aggregated_at: text,
  challenges: v.nullish(v.array(WireChallenge)),
};
const WireStatus = v.object(status);

const WireMember = v.object({
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
  id: remark,
  metadata: remark,
});
/** For a member whose guid is not known before the call. */
const WireNamedMember = v.object({ ...WireMember.entries, guid });

const WireUser = v.object({
  guid,
  id: remark,
  metadata: remark,
  email: remark,
  is_disabled: v.fallback(flag, null),
});

const count = v.fallback(v.number(), 1);
export const pagination = v.nullish(
  v.object({ current_page: count, total_pages: count, total_entries: v.nullish(v.number()) }),
);

export const StatusBody = v.object({ member: WireStatus });
export const MemberBody = v.object({ member: WireMember });
export const NewMemberBody = v.object({ member: WireNamedMember });
export const MembersBody = v.object({ members: v.array(WireNamedMember), pagination });
export const UserBody = v.object({ user: WireUser });
export const UsersBody = v.object({ users: v.array(WireUser), pagination });
/** 204 without a body if nothing is asked (OAS25). */
export const ChallengesBody = v.optional(v.object({ challenges: v.array(WireChallenge) }));
export const CredentialsBody = v.object({
  credentials: v.array(
    v.object({
      guid,
      field_name: text,
      label: text,
      type: remark,
      field_type: remark,
      display_order: v.fallback(v.nullish(v.number()), null),
    }),
  ),
});
export const OauthBody = v.object({
  member: v.object({ oauth_window_uri: webAddress }),
});
export const Nothing = v.unknown();

export type WireChallenge = v.InferOutput<typeof WireChallenge>;
export type WireStatus = v.InferOutput<typeof WireStatus>;
export type WireMember = v.InferOutput<typeof WireMember>;
export type WireUser = v.InferOutput<typeof WireUser>;
export type WireCredentials = v.InferOutput<typeof CredentialsBody>;
export type WirePagination = v.InferOutput<typeof pagination>;
