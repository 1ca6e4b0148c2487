import { loginsText, type RunningHost, storyText, unusableText } from '@mx-member/host';
import { HostError, type MemberHost, type MemberView } from '@mx-member/machine';
import type { authorizeBy } from './gate.ts';

/** Tells what happened to a member: `GET /why/{memberGuid}`, as text. `?user=` names the user, where a store needs it. */

/** A host in Restate has no statistics of its own: its workers make the calls. */
type Explaining = Pick<RunningHost, 'explain'> & Partial<Pick<RunningHost, 'stats' | 'loginsOf'>>;

const explains = (host: MemberHost<MemberView>): host is MemberHost<MemberView> & Explaining =>
  'explain' in host;

/** The guid in the address of a request; `null` if it is about something else. */
function memberIn({ url }: Request): string | null {
  const [, guid = null] = /^\/why\/([^/]+)$/.exec(new URL(url).pathname) ?? [];
  try {
    return guid === null ? null : decodeURIComponent(guid);
  } catch {
    return null;
  }
}

const answer = (status: number, text: string): Response =>
  new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });

const STATUS: Partial<Record<HostError['code'], number>> = { notFound: 404, invalid: 400 };

/** Whether a request asks what happened to a member. */
export const isAboutWhy = (request: Request): boolean => memberIn(request) !== null;

/** Answers it. Whoever has the token may ask about each member. */
export async function answerWhy(
  request: Request,
  host: MemberHost<MemberView>,
  authorize: ReturnType<typeof authorizeBy>,
): Promise<Response> {
  if (request.method !== 'GET') return answer(405, 'Ask with GET.');
  if ((await authorize(request)) !== true)
    return answer(401, 'The token is missing or wrong: Authorization: Bearer $MX_MEMBER_TOKEN');
  if (!explains(host)) return answer(404, 'This host keeps no stories.');
  const memberGuid = memberIn(request) ?? '';
  const userGuid = new URL(request.url).searchParams.get('user');
  try {
    const member = { memberGuid, ...(userGuid !== null && { userGuid }) };
    const story = await host.explain(member);
    if (story.length === 0) return answer(404, 'Nothing is kept about this member.');
    const unusable = host.stats?.().unusable;
    const now = unusable ? `\nNow MX cannot be used. ${unusableText(unusable)}` : '';
    const logins = host.loginsOf ? `\n${loginsText(await host.loginsOf(member))}` : '';
    return answer(200, storyText(story) + logins + now);
  } catch (thrown) {
    if (!(thrown instanceof HostError)) throw thrown;
    return answer(STATUS[thrown.code] ?? 503, thrown.message);
  }
}
