import type { Challenge, MemberId, Reading } from '@mx-member/machine/step';
import type { MxReadOptions } from './call-options.ts';
import { toChallenge } from './challenges.ts';
import { toMemberReading } from './decode.ts';
import type { Http } from './http.ts';
import { ChallengesBody, MemberBody, type WireMember } from './schemas.ts';

/** The address of a member. */
export const pathOf = ({ userGuid, memberGuid }: MemberId): readonly string[] => [
  'users',
  userGuid,
  'members',
  memberGuid,
];

/** The member's own page, in MX's words. */
export const readMember = async (
  http: Http,
  member: MemberId,
  options: MxReadOptions = {},
): Promise<WireMember> =>
  (await http({ method: 'get', path: pathOf(member), schema: MemberBody, ...options })).member;

/** The open questions; none when the member is not CHALLENGED. */
export async function readChallenges(
  http: Http,
  member: MemberId,
  options: MxReadOptions = {},
): Promise<readonly Challenge[]> {
  const path = [...pathOf(member), 'challenges'];
  const body = await http({ method: 'get', path, schema: ChallengesBody, ...options });
  return body?.challenges.map(toChallenge) ?? [];
}

/** The member's own page as a reading: it says how a job ended, but not what is asked. */
export async function readMemberPage(
  http: Http,
  member: MemberId,
  options: MxReadOptions,
): Promise<Reading> {
  const reading = toMemberReading(await readMember(http, member, options));
  return reading.connectionStatus === 'CHALLENGED'
    ? { ...reading, challenges: await readChallenges(http, member, options) }
    : reading;
}
