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

/** Adds the open challenges to a reading without any, because MX may show them on their own page alone. */
export const withChallenges = async (
  http: Http,
  member: MemberId,
  reading: Reading,
  options: MxReadOptions,
): Promise<Reading> =>
  reading.connectionStatus === 'CHALLENGED' && reading.challenges.length === 0
    ? { ...reading, challenges: await readChallenges(http, member, options) }
    : reading;

/** Reads the member page as a reading. It says how a job ended. */
export const readMemberPage = async (
  http: Http,
  member: MemberId,
  options: MxReadOptions,
): Promise<Reading> =>
  withChallenges(http, member, toMemberReading(await readMember(http, member, options)), options);
