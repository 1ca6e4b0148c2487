import { createRelay, type RelayOptions } from '@mx-member/adapters/relay';
import type { MemberId, MemberPort, Reading } from '@mx-member/machine/step';
import { expect, vi } from 'vitest';
import {
  type Action,
  ADDRESSES,
  type Address,
  fillPath,
} from '../../packages/http/src/addresses.ts';
import { MEMBER } from './fake-mx.ts';

/** A member with a question of the bank. */
export const READING: Reading = {
  connectionStatus: 'CHALLENGED',
  isBeingAggregated: true,
  challenges: [{ guid: 'CRD-1', type: 'TEXT', label: 'Colour?', options: [] }],
};

/** A call of the relay, as a client sends it. */
export function requestOf({ call, member = MEMBER, institutionCode, ...body }: RelayCall) {
  const address: Address = ADDRESSES[call];
  return {
    path: fillPath(call, { ...member, institutionCode }),
    method: address.method,
    body: address.method === 'GET' ? null : JSON.stringify(body),
  };
}

export interface RelayCall {
  readonly call: Action;
  readonly member?: MemberId;
  readonly institutionCode?: string;
  readonly [field: string]: unknown;
}

/** The origin of the relay. */
export const HERE = 'https://app.example';

/** The calls of the port as requests over HTTP. */
export const READ = { call: 'readStatus', member: MEMBER } as const;
export const START = { call: 'startJob', member: MEMBER, job: 'aggregate' } as const;
export const SUBMIT = {
  call: 'submitAnswers',
  member: MEMBER,
  answers: [{ guid: 'CRD-1', value: 'SECRET-answer' }],
} as const;

type Body = string | RelayCall | ReadableStream<Uint8Array> | null;

/** A relay that allows everything, in front of a port that replies immediately. */
export function relaySetUp(options: Partial<RelayOptions> = {}, port: Partial<MemberPort> = {}) {
  const calls = {
    startJob: vi.fn(async () => READING),
    readStatus: vi.fn(async () => READING),
    submitAnswers: vi.fn(async () => READING),
    ...port,
  };
  const relay = createRelay(calls, { authorize: () => true, ...options });
  const send = (body: Body = READ, headers: HeadersInit = {}, init: RequestInit = {}) => {
    const isRaw = body === null || typeof body === 'string' || body instanceof ReadableStream;
    const { path, ...request } = requestOf(isRaw ? READ : body);
    return relay(
      new Request(HERE + path, {
        ...request,
        ...(isRaw && { body }),
        headers: { 'content-type': 'application/json', ...headers },
        ...(body instanceof ReadableStream && { duplex: 'half' }),
        ...init,
      }),
    );
  };
  return { calls, relay, send };
}

/** The port was not called. */
export const nothingCalled = ({ calls }: Pick<ReturnType<typeof relaySetUp>, 'calls'>): void => {
  for (const call of Object.values(calls)) expect(call).not.toHaveBeenCalled();
};

/** The relay's replies. A problem is reduced to its name, which implies the rest. */
export async function answered(response: Response) {
  const { type, title, detail, code, ...rest } = await response.json();
  const problem = { problem: /#(.+)$/.exec(type)?.[1] };
  return { ...rest, ...(type !== undefined && problem), status: response.status };
}

/** The relay's reply when it refuses a request itself. */
export const refused = (status: number, problem: string) => ({ status, problem, sent: false });
