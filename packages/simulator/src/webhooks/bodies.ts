import { type Job, statusOf } from '@mx-member/machine/step';
import type { BookCache } from '../accounts/books.ts';
import type { BankChange } from '../bank/change.ts';
import type { Member } from '../bank/member.ts';
import type { User } from '../bank/user.ts';
import { messageOf } from '../http/messages.ts';
import { countsOf, verifiedAccounts } from './counts.ts';

/** The webhooks of MX, by the `type` in their bodies. MEMBER, USER and JOB_STATUS have no `type`. */
export const WEBHOOKS = [
  'CONNECTION_STATUS',
  'AGGREGATION',
  'BALANCE',
  'HISTORY',
  'REWARD',
  'STATEMENT',
  'VERIFICATION',
  'initial_data_ready',
  'JOB_STATUS',
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
      return { ...common, ...job, ...counts.transactions, is_background: change.isBackground };
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

/** The statuses of a job that have a webhook (D-WHJ). A job that has ended in another way is HALTED: an inference. */
function jobStatusOf({ shown }: Member): string {
  const { status, errorCode } = shown;
  if (status === 'CONNECTED' && errorCode === null) return 'COMPLETED';
  return status === 'CHALLENGED' || status === 'DENIED' || status === 'PREVENTED'
    ? status
    : 'HALTED';
}

/** A job's record. Of the numbers of a job's statuses only that of CHALLENGED is public; `insitution_guid` is MX's spelling. */
function jobBody({ at, member, user, startedAt, isFinished }: Of<'job'>) {
  const { shown, institution } = member;
  const name = jobStatusOf(member);
  return {
    created_at: secondsOrNull(startedAt),
    error_message: null,
    finished_at: isFinished ? seconds(at) : null,
    guid: shown.jobGuid,
    insitution_guid: institution.guid,
    is_authenticated: shown.isAuthenticated,
    member_guid: member.guid,
    member_id: member.id,
    started_at: secondsOrNull(startedAt),
    status: name === 'CHALLENGED' ? 2 : null,
    status_name: name,
    updated_at: seconds(at),
    user_guid: user.guid,
    user_id: user.id,
  };
}

/** MX names the webhook by a guid of its own, a UUID; this one is made from the job's, so that a run can be repeated (D-WHI). */
const initialDataBody = ({ member, user }: Of<'ended'>) => ({
  client_guid: 'CLT-00000000-0000-4000-8000-000000000000',
  guid: String(member.shown.jobGuid).replace(/^JOB-/, ''),
  member_guid: member.guid,
  type: 'initial_data_ready',
  user_guid: user.guid,
});

/** In the order in which they are sent. */
function namesOf(change: BankChange): readonly (WebhookName | undefined)[] {
  switch (change.type) {
    case 'status': // Only the statuses that a user can do something about have one (D-WHCS).
      return [statusOf(change.member.shown.status)?.webhook ? 'CONNECTION_STATUS' : undefined];
    case 'ended':
      return [change.job === 'aggregate' ? 'initial_data_ready' : undefined, ENDS[change.job]];
    case 'job':
      return ['JOB_STATUS'];
    case 'member':
      return ['MEMBER'];
    case 'user':
      return ['USER'];
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
      return name === 'initial_data_ready' ? initialDataBody(change) : endBody(name, change, books);
    case 'job':
      return { job: jobBody(change) };
    case 'member':
      return { action: change.action, member: memberBody(change.member, change.user) };
    case 'user':
      return { action: change.action, user: userBody(change.user) };
  }
}

/**
 * What MX would send for a change, in this order. A callback payload comes back with the member's
 * record and with the end of a job, from the request that led to it (D-WHM, OAS25).
 */
export function webhooksOf(
  change: BankChange,
  books: BookCache,
  events: readonly WebhookName[],
): readonly {
  readonly name: WebhookName;
  readonly body: string;
  readonly callbackPayload: string | null;
}[] {
  const callbackPayload = 'callbackPayload' in change ? change.callbackPayload : null;
  return namesOf(change)
    .filter((name): name is WebhookName => name !== undefined && events.includes(name))
    .map((name) => ({ name, body: JSON.stringify(bodyOf(name, change, books)), callbackPayload }));
}
