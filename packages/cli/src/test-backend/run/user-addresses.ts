import { parseJson } from '@mx-member/http/web';
import {
  type PersonToConnect,
  readSeen,
  ServerRefused,
  type UserPart,
} from '@mx-member/simulator/world';

/** One address of the server, as given: `POST http://127.0.0.1:3000/members/{member}`. */
export interface UserAddress {
  readonly method: string;
  readonly url: string;
}

/** The three addresses that a person uses. */
export interface UserAddresses {
  readonly start: UserAddress;
  readonly status: UserAddress;
  readonly answer: UserAddress;
}

/** How long one request may take, in ms of real time. */
const PATIENCE = 30_000;

const filled = (url: string, { userGuid, memberGuid }: PersonToConnect): string =>
  url
    .replaceAll('{user}', encodeURIComponent(userGuid))
    .replaceAll('{member}', encodeURIComponent(memberGuid));

/** @throws {ServerRefused} without a reply, or after a status that is not 2xx. */
async function request(
  { method, url }: UserAddress,
  person: PersonToConnect,
  body?: object,
): Promise<unknown> {
  const response = await fetch(filled(url, person), {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: JSON.stringify(body ?? {}) }),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => {
    throw new ServerRefused(null);
  });
  const text = await response.text().catch(() => '');
  if (!response.ok) throw new ServerRefused(response.status);
  return parseJson(text);
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A person who uses three addresses. */
export const byAddresses = ({ start, status, answer }: UserAddresses): UserPart => ({
  async start(person) {
    const { userGuid: user_guid, memberGuid: member_guid, credentials } = person;
    const reply = Object(await request(start, person, { user_guid, member_guid, credentials }));
    const [userGuid, memberGuid] = [textOf(reply.user_guid), textOf(reply.member_guid)];
    return { ...(userGuid && { userGuid }), ...(memberGuid && { memberGuid }) };
  },
  async status(person) {
    return readSeen(await request(status, person));
  },
  async answer(person, answers) {
    const { userGuid: user_guid, memberGuid: member_guid } = person;
    await request(answer, person, { user_guid, member_guid, answers });
  },
});
