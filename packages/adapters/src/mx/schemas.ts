import * as v from 'valibot';
import { flag, guid, remark, text, WireMember, webAddress } from './port/wire.ts';

/** What MX sends besides a status and a member. */

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

export const NewMemberBody = v.object({ member: WireNamedMember });
export const MembersBody = v.object({ members: v.array(WireNamedMember), pagination });
export const UserBody = v.object({ user: WireUser });
export const UsersBody = v.object({ users: v.array(WireUser), pagination });
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

export type WireUser = v.InferOutput<typeof WireUser>;
export type WireCredentials = v.InferOutput<typeof CredentialsBody>;
export type WirePagination = v.InferOutput<typeof pagination>;
