import type { Challenge, MemberId, Reading } from '@mx-member/machine/step';
import type { MxReadOptions } from './call-options.ts';
import { toChallenge } from './challenges.ts';
import type { Http } from './http.ts';
import { pathOf } from './paths.ts';
import { about, toMemberReading } from './reading.ts';
import { ChallengesBody, MemberBody, type WireMember } from './wire.ts';

/** Reads the member page, in MX's spelling. */
export const readMember = async (
  http: Http,
  member: MemberId,
  options: MxReadOptions = {},
): Promise<WireMember> => {
  const call = { method: 'get', path: pathOf(member), schema: MemberBody, ...options } as const;
  return about(member, (await http(call)).member);
};

/** Reads the open challenges. Empty if the member is not CHALLENGED. */
export async function readChallenges(
  http: Http,
  member: MemberId,
  options: MxReadOptions = {},
): Promise<readonly Challenge[]> {
  const path = [...pathOf(member), 'challenges'];
  const body = await http({ method: 'get', path, schema: ChallengesBody, ...options });
  return body?.challenges.map(toChallenge) ?? [];
}

/** Reads the member page as a reading. It says how a job ended, but does not contain challenges. */
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
