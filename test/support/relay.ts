import { createRelay, type RelayOptions } from '@mx-member/adapters/relay';
import type { MemberPort, Reading } from '@mx-member/machine/step';
import { expect, vi } from 'vitest';
import { MEMBER } from './fake-mx.ts';

/** A member whose bank asks something. */
export const READING: Reading = {
  connectionStatus: 'CHALLENGED',
  isBeingAggregated: true,
  challenges: [{ guid: 'CRD-1', type: 'TEXT', label: 'Colour?', options: [] }],
};

/** The origin of the relay. */
export const HERE = 'https://app.example';

/** The calls of the port as they go over the wire. */
export const READ = { call: 'readStatus', member: MEMBER };
export const START = { call: 'startJob', member: MEMBER, job: 'aggregate' };
export const SUBMIT = {
  call: 'submitAnswers',
  member: MEMBER,
  answers: [{ guid: 'CRD-1', value: 'SECRET-answer' }],
};

type Body = string | object | ReadableStream<Uint8Array> | null;

/** A relay that allows everything, before a port that answers at once. */
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
    return relay(
      new Request(`${HERE}/mx`, {
        method: 'POST',
        body: isRaw ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
        ...(body instanceof ReadableStream && { duplex: 'half' }),
        ...init,
      }),
    );
  };
  return { calls, relay, send };
}

/** The port was not asked. */
export const nothingCalled = ({ calls }: Pick<ReturnType<typeof relaySetUp>, 'calls'>): void => {
  for (const call of Object.values(calls)) expect(call).not.toHaveBeenCalled();
};

/** What the relay has answered: of a problem its name, and nothing that the name implies. */
export async function answered(response: Response) {
  const { type, title, detail, code, ...rest } = await response.json();
  const problem = { problem: /#(.+)$/.exec(type)?.[1] };
  return { ...rest, ...(type !== undefined && problem), status: response.status };
}

/** What the relay answers when it refuses a request itself. */
export const refused = (status: number, problem: string) => ({ status, problem, sent: false });
