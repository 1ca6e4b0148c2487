import { type MxWebhook, parseMxWebhook } from '@mx-member/adapters/mx';
import { describe, expect, test } from 'vitest';
import { fakeMx, MEMBER, member } from '../support/fake-mx.ts';
import { credentials, simulated } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** A text of the client that MX returns in the webhooks of a request. */
const callbackPayload = btoa('order 7');
const CREATED = member({ connection_status: 'CREATED', is_being_aggregated: true });
const HEADER = 'x-callback-payload';

describe('a callback payload is sent to MX', () => {
  test('with each request that can start a job', async () => {
    const { mx, sent } = fakeMx([CREATED]);
    const asked = { member: MEMBER, callbackPayload };
    await mx.createMember({ userGuid: 'USR-1', institutionCode: 'mxbank', callbackPayload });
    await mx.updateMember({ ...asked, metadata: 'm' });
    await mx.updateCredentials({ ...asked, credentials: [] });
    await mx.startJob({ ...asked, job: 'aggregate' });
    await mx.startJob({ ...asked, job: 'verify' });
    expect(sent.map(({ headers }) => headers.get(HEADER))).toEqual(Array(5).fill(callbackPayload));
    expect(JSON.stringify(sent.map(({ body }) => body))).not.toContain(callbackPayload);
  });

  test('but without the option the header is not sent', async () => {
    const { mx, sent } = fakeMx([CREATED]);
    await mx.startJob({ member: MEMBER, job: 'aggregate' });
    expect(sent[0]?.headers.has(HEADER)).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['a text that is too long for MX', 'A'.repeat(1_025)],
    ['two lines', 'a\nx-other: b'],
    ['a letter outside of ASCII', 'ü'],
  ])('is refused with %s', async (_, wrong) => {
    const { mx, sent } = fakeMx([CREATED]);
    const call = mx.startJob({ member: MEMBER, job: 'verify', callbackPayload: wrong });
    await expect(call).rejects.toThrow(/callbackPayload must be 1 to 1024/);
    expect(sent).toEqual([]);
  });
});

describe('the simulator returns a callback payload as MX does', () => {
  /** A simulator, a client of it, and the webhooks that it sends. */
  function told() {
    const login = { username: 'mx', password: 'secret' };
    const read: MxWebhook[] = [];
    const fetch = async (request: Request) => {
      read.push(await parseMxWebhook(request, login));
      return new Response(null, { status: 204 });
    };
    const { simulator, pass } = simulated({ webhooks: { ...login, fetch } });
    const mx = mxOver(simulator.fetch);
    /** The webhooks since the last call, each with its callback payload. */
    const news = async () => {
      pass(1_000);
      await simulator.webhooks.flush();
      return read.splice(0).map((one) => (one.ok ? [one.kind, one.callbackPayload] : one.message));
    };
    const create = async (password: string, fields = {}) => {
      const { userGuid } = await mx.createUser();
      const institutionCode = 'mxbank';
      const request = { userGuid, institutionCode, credentials: credentials(password), ...fields };
      return (await mx.createMember(request)).member;
    };
    return { mx, create, news };
  }

  test('with the end of the job that the request started, and not of other jobs', async () => {
    const { mx, create, news } = told();
    const member = await create('correct', { callbackPayload });
    expect(await news()).toEqual([['AGGREGATION', callbackPayload]]);
    await mx.startJob({ member, job: 'aggregate', callbackPayload: 'two' });
    expect(await news()).toEqual([['AGGREGATION', 'two']]);
    await mx.startJob({ member, job: 'verify', callbackPayload: 'three' });
    expect(await news()).toEqual([['VERIFICATION', 'three']]);
    await mx.updateCredentials({
      member,
      credentials: credentials('correct'),
      callbackPayload: 'four',
    });
    expect(await news()).toEqual([['AGGREGATION', 'four']]);
    await mx.startJob({ member, job: 'aggregate' });
    expect(await news()).toEqual([['AGGREGATION', null]]);
  });

  test('not with a change of status, nor with a job for which MX does not document it', async () => {
    const { mx, create, news } = told();
    await create('challenge', { callbackPayload });
    expect(await news()).toEqual([['CONNECTION_STATUS', null]]);
    const member = await create('correct');
    await news();
    await mx.startJob({ member, job: 'check_balance', callbackPayload });
    expect(await news()).toEqual([['BALANCE', null]]);
  });

  test('but refuses one that is too long', async () => {
    const { send, member } = simulated();
    const { path } = await member('correct', { skip_aggregation: true });
    const start = await send('POST', `${path}/aggregate`, undefined, {
      [HEADER]: 'A'.repeat(1_025),
    });
    expect(start.status).toBe(400);
    expect((await send('GET', `${path}/status`)).status).toBe(200);
  });
});
