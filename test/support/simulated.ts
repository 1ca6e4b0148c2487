import { createMxSimulator, type MxSimulatorOptions } from '@mx-member/simulator';
import type { WireBody, WireChallenge, WireMember } from './wire.ts';

export interface Answer {
  readonly status: number;
  readonly body: WireBody;
}

export const V1 = {
  'accept-version': 'v20111101',
  accept: 'application/vnd.mx.api.v1+json',
};
export const V2 = { 'accept-version': 'v20250224', accept: 'application/json' };
export const KEYS = { authorization: `Basic ${btoa('simulator-client:simulator-key')}` };
export const LOGIN = 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1';
export const PASSWORD = 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d';

export const credentials = (password: string, username = 'mxuser') => [
  { guid: LOGIN, value: username },
  { guid: PASSWORD, value: password },
];

/** The first question of a member. */
export function questionOf({ challenges: [question] = [] }: WireMember): WireChallenge {
  if (!question) throw new Error('The member is asked nothing.');
  return question;
}

/** A simulator with a clock that only `pass` moves, and short ways to call it. */
export function simulated(options: MxSimulatorOptions = {}, headers: Record<string, string> = V1) {
  let now = Date.UTC(2026, 0, 1);
  const simulator = createMxSimulator({ now: () => now, ...options });

  const send = (
    method: string,
    path: string,
    body?: unknown,
    extra: Record<string, string> = {},
  ): Promise<Response> =>
    simulator.fetch(`http://mx.test${path}`, {
      method,
      headers: { ...KEYS, 'content-type': 'application/json', ...headers, ...extra },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await send(method, path, body);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const createUser = async (user: object = { is_disabled: false }) =>
    (await call('POST', '/users', { user })).body.user.guid;
  const createMember = async (user: string, password: string, fields = {}) =>
    call('POST', `/users/${user}/members`, {
      member: { institution_code: 'mxbank', credentials: credentials(password), ...fields },
    });

  return {
    simulator,
    send,
    call,
    createUser,
    createMember,
    /** Lets time pass, in ms. */
    pass: (ms: number) => {
      now += ms;
    },
    /** A member of a new user, and calls for it. */
    member: async (password: string, fields = {}) => {
      const user = await createUser();
      const created = await createMember(user, password, fields);
      const guid = created.body.member.guid;
      const path = `/users/${user}/members/${guid}`;
      const status = async (): Promise<WireMember> =>
        (await call('GET', `${path}/status`)).body.member;
      return {
        user,
        guid,
        path,
        created,
        status,
        start: (job = 'aggregate') => call('POST', `${path}/${job}`),
        update: (member: object) => call('PUT', path, { member }),
        /** Answers all open questions, with one value for all or one value for each. */
        answer: async (...values: string[]) => {
          const { challenges = [] } = await status();
          return call('PUT', `${path}/resume`, {
            member: {
              challenges: challenges.map(({ guid }, index) => ({
                guid,
                value: values[index] ?? values[0],
              })),
            },
          });
        },
        received: () => simulator.bank.member(guid).received,
      };
    },
  };
}
