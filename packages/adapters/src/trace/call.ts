import { JOBS, type Job, type MemberId } from '@mx-member/machine/step';
import type { SeenCall } from '@mx-member/machine/trace';
import type { SeenExchange } from './seen.ts';

/** Which call of MX an exchange was, from its method and path. */

/** A call, and the user and member in its path. */
export interface SeenRequest {
  readonly call: SeenCall | 'listMembers';
  readonly job?: Job;
  readonly ids: Partial<MemberId>;
}

const PATH = /\/users\/([^/]+)\/members(?:\/([^/]+))?(?:\/([a-z_]+))?\/?$/;

const isJob = (name: string): name is Job => JOBS.some((job) => job === name);

function decoded(part: string | undefined): string | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The call of `GET …/status` is `GET status`. A path without a last part is `GET member` or `GET members`. */
const CALLS: Readonly<Record<string, SeenRequest['call']>> = {
  'GET status': 'readStatus',
  'GET challenges': 'listChallenges',
  'GET member': 'readMember',
  'GET members': 'listMembers',
  'POST members': 'createMember',
  'PUT member': 'updateMember',
  'PATCH member': 'updateMember',
  'PUT resume': 'submitAnswers',
};

/** For an exchange without a known address: what its body is about. */
function byBody(body: unknown): SeenRequest | null {
  const fields = Object(body) as Record<string, unknown>;
  if (Array.isArray(fields.members)) return { call: 'listMembers', ids: {} };
  if (Array.isArray(fields.challenges)) return { call: 'listChallenges', ids: {} };
  return { call: 'readStatus', ids: {} };
}

/** The path of an address, without its query. */
export const pathOfUrl = (url: string): string =>
  (URL.canParse(url) ? new URL(url).pathname : url).replace(/[?#].*$/s, '');

/** @returns `null` for a call that says nothing about the state of a member. */
export function requestIn({ method = 'GET', url, body }: SeenExchange): SeenRequest | null {
  if (url === undefined) return byBody(body);
  const [, user, member, last] = PATH.exec(pathOfUrl(url)) ?? [];
  if (user === undefined) return null;
  const [userGuid, memberGuid] = [decoded(user), decoded(member)];
  const ids = { ...(userGuid && { userGuid }), ...(memberGuid && { memberGuid }) };
  const verb = method.toUpperCase();
  if (verb === 'POST' && last !== undefined && isJob(last))
    return { call: 'startJob', job: last, ids };
  const call = CALLS[`${verb} ${last ?? (memberGuid ? 'member' : 'members')}`];
  return call ? { call, ids } : null;
}
