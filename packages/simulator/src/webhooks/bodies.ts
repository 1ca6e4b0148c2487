import { type Job, STATUSES, type Status } from '@mx-member/machine/step';
import type { BankChange } from '../bank/change.ts';
import type { Member } from '../bank/member.ts';
import type { User } from '../bank/user.ts';
import { messageOf } from '../http/messages.ts';
import { transactionCounts, verifiedAccounts } from './counts.ts';

/** The webhooks of MX, by the `type` in their bodies. MEMBER, USER and JOB_STATUS do not have a `type`. */
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

/** The webhook for the end of each job. MX documents none for `identify`. */
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

const rowOf = (status: string | null): Status | undefined =>
  Object.entries(STATUSES).find(([name]) => name === status)?.[1];

const connection = ({ shown, institution }: Member) => ({
  connection_status: shown.status,
  connection_status_id: rowOf(shown.status)?.id ?? null,
  connection_status_message: messageOf(shown.status, institution.name),
});

/** The body has exactly the fields of MX's sample (D-WHAG, D-WHB, D-WHR, D-WHST, D-WHV). */
function endBody(type: WebhookName, change: Of<'ended'>): object {
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
  switch (type) {
    case 'AGGREGATION':
    case 'HISTORY':
      return {
        ...common,
        ...job,
        ...transactionCounts(before, member),
        is_background: change.isBackground,
      };
    case 'REWARD':
      return { ...common, rewards_created_count: 0, rewards_updated_count: 0 };
    case 'STATEMENT':
      return { ...common, statements_created_count: 0 };
    case 'VERIFICATION':
      return { ...common, ...job, accounts: verifiedAccounts(member) };
    default:
      return common;
  }
}

/**
 * A member's record. The public part of MX's table ends at `is_being_aggregated` (D-WHM). The other fields are from its
 * other record webhooks (D-WHU) and its API.
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

/** A user's record (D-WHU). Fields that this platform does not know are `null`. */
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

/** The job statuses that have a webhook (D-WHJ). HALTED for jobs that ended in another way is an inference. */
function jobStatusOf({ shown }: Member): string {
  const { status, errorCode } = shown;
  if (status === 'CONNECTED' && errorCode === null) return 'COMPLETED';
  return status === 'CHALLENGED' || status === 'DENIED' || status === 'PREVENTED'
    ? status
    : 'HALTED';
}

/** A job's record. Only the number of the status CHALLENGED is public. `insitution_guid` is MX's spelling. */
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

/**
 * MX identifies the webhook by a UUID. This one is derived from the job's guid, so that a run can be repeated (D-WHI).
 */
const initialDataBody = ({ member, user }: Of<'ended'>) => ({
  client_guid: 'CLT-00000000-0000-4000-8000-000000000000',
  guid: String(member.shown.jobGuid).replace(/^JOB-/, ''),
  member_guid: member.guid,
  type: 'initial_data_ready',
  user_guid: user.guid,
});

/** In sending order. */
function namesOf(change: BankChange): readonly (WebhookName | undefined)[] {
  switch (change.type) {
    case 'status': // Only statuses that a user can fix have a webhook (D-WHCS).
      return [rowOf(change.member.shown.status)?.webhook ? 'CONNECTION_STATUS' : undefined];
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

function bodyOf(name: WebhookName, change: BankChange): object {
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
      return name === 'initial_data_ready' ? initialDataBody(change) : endBody(name, change);
    case 'job':
      return { job: jobBody(change) };
    case 'member':
      return { action: change.action, member: memberBody(change.member, change.user) };
    case 'user':
      return { action: change.action, user: userBody(change.user) };
  }
}

/**
 * The webhooks that MX would send for a change, in order. The callback payload of the causing request is part of the
 * member's record and of the job's end (D-WHM, OAS25).
 */
export function webhooksOf(
  change: BankChange,
  events: readonly WebhookName[],
): readonly {
  readonly name: WebhookName;
  readonly body: string;
  readonly callbackPayload: string | null;
}[] {
  const callbackPayload = 'callbackPayload' in change ? change.callbackPayload : null;
  return namesOf(change)
    .filter((name): name is WebhookName => name !== undefined && events.includes(name))
    .map((name) => ({ name, body: JSON.stringify(bodyOf(name, change)), callbackPayload }));
}
