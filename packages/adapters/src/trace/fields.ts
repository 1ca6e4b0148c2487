import { isStatusName } from '@mx-member/machine/trace';

/**
 * Which fields of a body a trace leaves out. The names of left-out fields are kept, because a new name shows what MX
 * has begun to send.
 */

/** The fields of a body that a trace keeps, or that identify the member. */
export interface KnownFields {
  readonly [name: string]: KnownFields | true;
}

const OPTION: KnownFields = { guid: true, label: true, value: true, data_uri: true };
const CHALLENGE: KnownFields = {
  ...{ guid: true, type: true, label: true, field_name: true, image_data: true },
  options: OPTION,
  image_options: OPTION,
};
const MEMBER: KnownFields = {
  ...{ guid: true, user_guid: true, connection_status: true, is_being_aggregated: true },
  ...{ aggregated_at: true, successfully_aggregated_at: true, connection_status_message: true },
  needs_updated_credentials: true,
  error: { error_code: true },
  challenges: CHALLENGE,
};

/** For responses about one member. */
export const MEMBER_BODY: KnownFields = { member: MEMBER };
export const MEMBERS_BODY: KnownFields = { members: MEMBER };
export const CHALLENGES_BODY: KnownFields = { challenges: CHALLENGE };
export const ERROR_BODY: KnownFields = {
  error: { error_code: true, type: true, error_type: true },
};
export const WEBHOOK_BODY: KnownFields = {
  ...{ type: true, action: true, connection_status: true, member_guid: true, user_guid: true },
  guid: true,
  member: { guid: true, user_guid: true },
  job: { member_guid: true, user_guid: true },
};

/** The challenge types that the client knows, by name and by number. */
const KNOWN_TYPES = /^(?:TEXT|OPTIONS|TOKEN|IMAGE_DATA|IMAGE_OPTIONS|0|2|12|13|14)$/;
const FIELD_NAME = /^[A-Za-z_]{1,40}$/;
/** More field names than any response of MX has. */
const MOST_NAMES = 200;
const DEEPEST = 6;

/** The name as it may be shown, because a key of a body can be any text. */
const shownName = (name: string): string => (FIELD_NAME.test(name) ? name : '?');

function noteType(type: unknown, at: string, names: Set<string>): void {
  if (typeof type !== 'string' && typeof type !== 'number') return;
  const name = String(type).toUpperCase();
  if (!KNOWN_TYPES.test(name)) names.add(isStatusName(name) ? `${at}=${name}` : `${at}=?`);
}

function collect(
  value: unknown,
  known: KnownFields | true,
  path: string,
  names: Set<string>,
): void {
  if (names.size >= MOST_NAMES || path.split('.').length > DEEPEST) return;
  if (Array.isArray(value)) {
    for (const item of value) collect(item, known, path, names);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, one] of Object.entries(value)) {
    const at = path === '' ? shownName(name) : `${path}.${shownName(name)}`;
    const inside = known !== true && Object.hasOwn(known, name) ? known[name] : undefined;
    if (inside === undefined) names.add(at);
    if (at.endsWith('challenges.type')) noteType(one, at, names);
    collect(one, inside ?? {}, at, names);
  }
}

/**
 * The names of the fields that a trace leaves out of a body, such as `member.name`, in alphabetical order. An unknown
 * challenge type is listed too, as `member.challenges.type=VOICE`.
 */
export function droppedFields(body: unknown, known: KnownFields): readonly string[] {
  const names = new Set<string>();
  collect(body, known, '', names);
  return [...names].sort();
}
