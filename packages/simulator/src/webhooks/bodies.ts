import { type Job, statusOf } from '@mx-member/machine/step';
import type { BookCache } from '../accounts/books.ts';
import type { BankChange } from '../bank/change.ts';
import type { Member } from '../bank/member.ts';
import type { User } from '../bank/user.ts';
import { messageOf } from '../http/messages.ts';
import { countsOf, verifiedAccounts } from './counts.ts';

/** The webhooks of MX, by the `type` in their bodies. MEMBER and USER have no `type`. */
export const WEBHOOKS = [
  'CONNECTION_STATUS',
  'AGGREGATION',
  'BALANCE',
  'HISTORY',
  'REWARD',
  'STATEMENT',
  'VERIFICATION',
  'MEMBER',
  'USER',
] as const;
/** One of {@link WEBHOOKS}. */
export type WebhookName = (typeof WEBHOOKS)[number];

type Of<Type> = Extract<BankChange, { readonly type: Type }>;

/** The webhook of each job's end. MX documents none for `identify`. */
const ENDS: Readonly<Record<Job, WebhookName | undefined>> = {
  aggregate: 'AGGREGATION',
  check_balance: 'BALANCE',
  extend_history: 'HISTORY',
  fetch_rewards: 'REWARD',
  fetch_statements: 'STATEMENT',
  identify: undefined,
  verify: 'VERIFICATION',
};

const seconds = (at: number) => Math.floor(at / 1_000);
const secondsOrNull = (at: number | null) => (at === null ? null : seconds(at));

const connection = ({ shown, institution }: Member) => ({
  connection_status: shown.status,
  connection_status_id: statusOf(shown.status)?.id ?? null,
  connection_status_message: messageOf(shown.status, institution.name),
});

/** Each has the fields of MX's sample for it, and no more (D-WHAG, D-WHB, D-WHR, D-WHST, D-WHV). */
function endBody(type: WebhookName, change: Of<'ended'>, books: BookCache): object {
  const { at, before, member, user } = change;
  const common = {
    action: 'member_data_updated',
    completed_at: seconds(at),
    completed_on: new Date(at).toISOString().slice(0, 10),
    member_guid: member.guid,
    type,
    user_guid: user.guid,
  };
  const job = { job_guid: member.shown.jobGuid, user_id: user.id };
  const counts = countsOf(before, member, books);
  switch (type) {
    case 'AGGREGATION':
    case 'HISTORY':
      return { ...common, ...job, ...counts.transactions, is_background: false };
    case 'REWARD':
      return { ...common, ...counts.rewards };
    case 'STATEMENT':
      return { ...common, ...counts.statements };
    case 'VERIFICATION':
      return { ...common, ...job, accounts: verifiedAccounts(member, books) };
    default:
      return common;
  }
}

/**
 * A member's record. The part of MX's table that is public ends at `is_being_aggregated` (D-WHM); what follows is what its
 * other webhooks of a record have (D-WHU) and its API says of a member.
 */
const memberBody = (member: Member, user: User) => ({
  aggregated_at: secondsOrNull(member.shown.aggregatedAt),
  ...connection(member),
  created_at: seconds(member.createdAt),
  guid: member.guid,
  id: member.id,
  institution_code: member.institution.code,
  institution_guid: member.institution.guid,
  is_being_aggregated: member.shown.isBeingAggregated,
  is_managed_by_user: true,
  is_manual: false,
  is_oauth: member.institution.isOauth,
  metadata: member.metadata,
  name: member.institution.name,
  revision: member.revision,
  successfully_aggregated_at: secondsOrNull(member.shown.successfullyAggregatedAt),
  user_guid: user.guid,
  user_id: user.id,
});

/** A user's record (D-WHU). What this platform does not know of a person is `null`. */
const userBody = (user: User) => ({
  birthday: null,
  credit_score: null,
  email: user.email,
  email_is_verified: false,
  first_name: null,
  gender: null,
  guid: user.guid,
  id: user.id,
  is_disabled: user.isDisabled,
  last_name: null,
  logged_in_at: null,
  metadata: user.metadata,
  phone: null,
  phone_is_verified: false,
  postal_code: null,
  revision: user.revision,
});

function nameOf(change: BankChange): WebhookName | undefined {
  switch (change.type) {
    case 'status': // Only the statuses that a user can do something about have one (D-WHCS).
      return statusOf(change.member.shown.status)?.webhook ? 'CONNECTION_STATUS' : undefined;
    case 'ended':
      return ENDS[change.job];
    case 'member':
      return 'MEMBER';
    case 'user':
      return 'USER';
  }
}

function bodyOf(name: WebhookName, change: BankChange, books: BookCache): object {
  switch (change.type) {
    case 'status':
      return {
        action: 'CHANGED',
        ...connection(change.member),
        member_guid: change.member.guid,
        type: name,
        user_guid: change.user.guid,
      };
    case 'ended':
      return endBody(name, change, books);
    case 'member':
      return { action: change.action, member: memberBody(change.member, change.user) };
    case 'user':
      return { action: change.action, user: userBody(change.user) };
  }
}

/**
 * What MX would send for a change; `undefined` when it would send nothing. A callback payload comes back with the member's
 * record and with the end of a job, from the request that led to it (D-WHM, OAS25).
 */
export function webhookOf(
  change: BankChange,
  books: BookCache,
  events: readonly WebhookName[],
): { readonly body: string; readonly callbackPayload: string | null } | undefined {
  const name = nameOf(change);
  if (name === undefined || !events.includes(name)) return undefined;
  return {
    body: JSON.stringify(bodyOf(name, change, books)),
    callbackPayload: 'callbackPayload' in change ? change.callbackPayload : null,
  };
}
