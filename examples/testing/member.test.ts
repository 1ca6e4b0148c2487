import { createMx } from '@mx-member/adapters/mx';
import { createHost } from '@mx-member/host';
import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  parseFault,
} from '@mx-member/simulator';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const simulator = createMxSimulator();
const mx = createMx({
  clientId: DEFAULT_CLIENT_ID,
  apiKey: DEFAULT_API_KEY,
  environment: new URL('https://mx.example'),
  fetch: simulator.fetch,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Creates a member. The password decides what the bank does. */
async function createMember(password: string) {
  const { userGuid } = await mx.createUser();
  const institutionCode = 'mxbank';
  const fields = await mx.institutionCredentials({ institutionCode });
  const credentials = fields.map(({ guid, type }) => ({
    guid,
    value: type === 'PASSWORD' ? password : 'mxuser',
  }));
  return mx.createMember({ userGuid, institutionCode, credentials });
}

test('an answer whose reply is lost is not sent again', async () => {
  const { member, reading: reply } = await createMember('challenge');
  const act = { type: 'creation', before: null, reply, at: Date.now() } as const;
  const host = await createHost({ port: mx });
  await host.start({ member, job: 'aggregate', act });
  await vi.advanceTimersByTimeAsync(60_000);

  const { challenges, prompt } = await host.view(member);
  const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  simulator.faults.add(parseFault('resume:drop-after:1'));
  await host.answer(member, { answers, prompt });
  await vi.advanceTimersByTimeAsync(60_000);

  expect(await host.view(member)).toMatchObject({ outcome: { outcome: 'connected' } });
  expect(simulator.bank.member(member.memberGuid).received.answers).toHaveLength(1);
  await host.close();
});
