import type { Mx } from '@mx-member/adapters/mx';
import { MxError } from '@mx-member/machine/step';
import { createMxSimulator, type MxSimulatorOptions, planTroubles } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import type { BankOptions } from '../../packages/simulator/src/bank/options.ts';
import { mxOver } from '../support/simulated-mx.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 0, 1);

interface Hook {
  readonly type: string;
  readonly at: string;
  readonly connection_status?: string;
  readonly is_background?: boolean;
}

/** A bank with daily jobs, a client of it, and the webhooks that arrive. */
function months(options: MxSimulatorOptions = {}) {
  const hooks: Hook[] = [];
  const simulator = createMxSimulator({
    now: () => BEGIN,
    background: {},
    throttle: 3 * HOUR,
    ...options,
    webhooks: {
      ...options.webhooks,
      fetch: async (request) => {
        const at = new Date(simulator.bank.now).toISOString();
        hooks.push({ ...((await request.json()) as Hook), at });
        return new Response(null, { status: 204 });
      },
    },
  });
  const mx = mxOver(simulator.fetch);
  return { simulator, mx, hooks, bank: simulator.bank };
}

const fieldsOf = async (mx: Mx, password: string) =>
  (await mx.institutionCredentials({ institutionCode: 'mxbank' })).map(({ guid, fieldName }) => ({
    guid,
    value: fieldName === 'LOGIN' ? 'mxuser' : password,
  }));

/** The same with one member, ten minutes after it was connected. */
async function connected(options?: MxSimulatorOptions, password = 'correct') {
  const all = months(options);
  const { simulator, mx, bank, hooks } = all;
  const { userGuid } = await mx.createUser({});
  const credentials = await fieldsOf(mx, password);
  const created = await mx.createMember({ userGuid, institutionCode: 'mxbank', credentials });
  const { member } = created;
  const { memberGuid: guid } = member;
  await simulator.skip('10m');
  hooks.length = 0;
  const shown = () => bank.member(guid).shown;
  const age = () => bank.now - Number(shown().successfullyAggregatedAt);
  return { ...all, member, guid, shown, age };
}

describe('the daily jobs', () => {
  test('MX reads a connected member about once a day, and reports it in webhooks', async () => {
    const { simulator, hooks, age, bank, guid } = await connected();
    await simulator.skip('30d');
    expect(age()).toBeLessThan(DAY);
    expect(hooks.length).toBeGreaterThanOrEqual(29);
    expect(hooks).toEqual(
      hooks.map(() => expect.objectContaining({ type: 'AGGREGATION', is_background: true })),
    );
    // A daily job does not count as a start of the client.
    expect(bank.member(guid).received.starts).toMatchObject([{ by: 'create' }]);
  });

  test('do not run within 20 hours of any other job', async () => {
    const { simulator, mx, hooks, member } = await connected();
    for (let day = 0; day < 10; day++) {
      await simulator.skip('12h');
      await mx.startJob({ member, job: 'aggregate' });
      await simulator.skip('12h');
    }
    expect(hooks.filter((hook) => hook.is_background)).toEqual([]);
  });

  test.each<[string, (all: Awaited<ReturnType<typeof connected>>) => unknown]>([
    [
      'a disabled user',
      ({ bank, member }) => bank.updateUser(member.userGuid, { isDisabled: true }),
    ],
    [
      'a member without daily jobs',
      ({ bank, guid }) => bank.updateMember(guid, { backgroundAggregationIsDisabled: true }),
    ],
    ['a member that is DISABLED', ({ bank, guid }) => bank.troubles.end(guid, 'DISABLED')],
  ])('not for %s', async (_, make) => {
    const all = await connected();
    make(all);
    await all.simulator.skip('10d');
    expect(all.age()).toBeGreaterThan(9 * DAY);
    expect(all.hooks.filter(({ type }) => type === 'AGGREGATION')).toEqual([]);
  });

  test('a bank that asked the user remembers MX, unless the option says that it asks again', async () => {
    const answered = async (background: NonNullable<BankOptions['background']>) => {
      const all = await connected({ background, challengeLifetime: 30 * 60_000 }, 'challenge');
      const { challenges } = await all.mx.readStatus(all);
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      await all.mx.submitAnswers({ ...all, answers });
      await all.simulator.skip('5d');
      return all.shown().status;
    };
    expect(await answered({})).toBe('CONNECTED');
    expect(await answered({ asksAgain: true })).toBe('EXPIRED');
  });

  test('continue on a bank that continues from a stored state', async () => {
    const first = await connected();
    await first.simulator.skip('1d');
    const { bank } = first;
    const users = [...bank.users.values()];
    const members = users.flatMap((user) => [...bank.members(user).values()]);
    const kept = JSON.parse(JSON.stringify({ guids: bank.guids, users, members }));
    const { simulator } = months({ kept, now: () => first.bank.now });
    await simulator.skip('10d');
    const { shown } = simulator.bank.member(first.guid);
    expect(simulator.bank.now - Number(shown.successfullyAggregatedAt)).toBeLessThan(DAY);
  });
});

describe('what happens to connections', () => {
  test('a changed password leads to DENIED and ends daily jobs until new credentials repair it', async () => {
    const { simulator, mx, hooks, bank, guid, member, shown, age } = await connected();
    bank.troubles.changePassword(guid);
    expect(bank.troubles.isWell(guid)).toBe(false);
    await simulator.skip('5d');
    expect(shown().status).toBe('DENIED');
    expect(hooks.map((hook) => hook.connection_status)).toEqual(['DENIED']);
    await mx.updateCredentials({ member, credentials: await fieldsOf(mx, 'correct') });
    await simulator.skip('1m');
    expect(shown().status).toBe('DENIED');
    await mx.updateCredentials({ member, credentials: await fieldsOf(mx, 'new') });
    await simulator.skip('1m');
    expect(shown().status).toBe('CONNECTED');
    expect(bank.troubles.isWell(guid)).toBe(true);
    await simulator.skip('3d');
    expect(age()).toBeLessThan(DAY);
  });

  test('an unanswered question expires, and MX no longer reads the member', async () => {
    const { simulator, mx, hooks, bank, guid, member, shown } = await connected();
    bank.troubles.askFromNow(guid);
    await simulator.skip('5d');
    expect(hooks.map((hook) => hook.connection_status)).toEqual(['CHALLENGED', 'EXPIRED']);
    expect(shown().status).toBe('EXPIRED');
    await mx.startJob({ member, job: 'aggregate' });
    await simulator.skip('1m');
    const { challenges } = await mx.readStatus({ member });
    const answers = challenges.map((one) => ({ guid: one.guid, value: 'correct' }));
    await mx.submitAnswers({ member, answers });
    await simulator.skip('3d');
    expect(shown().status).toBe('CONNECTED');
    expect(bank.troubles.isWell(guid)).toBe(true);
  });

  test('a held login needs a visit to the bank and then a job', async () => {
    const { simulator, mx, bank, guid, member, shown } = await connected();
    bank.troubles.hold(guid, 'IMPEDED');
    await simulator.skip('3d');
    expect(shown().status).toBe('IMPEDED');
    bank.troubles.release(guid);
    await simulator.skip('3d');
    expect(shown().status).toBe('IMPEDED');
    await mx.startJob({ member, job: 'aggregate' });
    await simulator.skip('1m');
    expect(shown().status).toBe('CONNECTED');
  });

  test('an outage decides how jobs end, and only a start discovers its end', async () => {
    const { simulator, mx, hooks, bank, member, shown } = await connected();
    bank.troubles.outage({ institution: 'mxbank', until: bank.now + 2 * DAY, as: 'DEGRADED' });
    await simulator.skip('5d');
    expect({ status: shown().status, hooks }).toEqual({ status: 'DEGRADED', hooks: [] });
    await mx.startJob({ member, job: 'aggregate' });
    await simulator.skip('1m');
    expect(shown().status).toBe('CONNECTED');
  });

  test('maintenance is a 400, and daily jobs continue after it', async () => {
    const { simulator, mx, bank, member, shown, age } = await connected();
    const as = 'institution_maintenance_error';
    const [from, until] = [bank.now + DAY, bank.now + 4 * DAY];
    bank.troubles.outage({ institution: 'mxbank', from, until, as });
    await simulator.skip('3d');
    expect(age()).toBeGreaterThan(DAY);
    await expect(mx.startJob({ member, job: 'aggregate' })).rejects.toThrow(MxError);
    await simulator.skip('3d');
    expect(shown().status).toBe('CONNECTED');
    expect(age()).toBeLessThan(DAY);
  });

  test.each(['IMPAIRED', 'DENIED'] as const)('a consent ends: %s', async (consentEndsAs) => {
    const { simulator, bank, mx } = months({ consentLifetime: 90 * DAY, consentEndsAs });
    const { userGuid } = await mx.createUser({});
    const { member } = await mx.createMember({
      userGuid,
      institutionCode: 'mx_bank_oauth',
      isOauth: true,
    });
    const visit = async () => {
      const { oauthWindowUri } = await mx.oauthWindowUri({ member });
      bank.finishWindow(new URL(oauthWindowUri).pathname.split('/').at(-1) ?? '', true);
    };
    const status = () => bank.member(member.memberGuid).shown.status;
    await visit();
    await simulator.skip('80d');
    expect(status()).toBe('CONNECTED');
    await simulator.skip('12d');
    expect(status()).toBe(consentEndsAs);
    await visit();
    await simulator.skip('5d');
    expect(status()).toBe('CONNECTED');
    bank.troubles.revokeConsent(member.memberGuid);
    await simulator.skip('2d');
    expect(status()).toBe(consentEndsAs);
  });

  test('balances can be checked five times in two hours, then the reply is 429', async () => {
    const { simulator, mx, member } = await connected({
      balanceLimit: { most: 5, within: 2 * HOUR },
    });
    const check = async () => {
      await mx.startJob({ member, job: 'check_balance' });
      await simulator.skip('1m');
    };
    for (let count = 0; count < 5; count++) await check();
    await expect(check()).rejects.toMatchObject({ code: 'rateLimited' });
    await simulator.skip('2h');
    await check();
  });

  test('a planned year is the same for the same seed, and has many problems', async () => {
    const year = async (seed: string) => {
      const { simulator, bank, hooks } = await connected();
      planTroubles(bank, {
        seed,
        until: bank.now + 365 * DAY,
        rates: { passwords: 5, outages: 0 },
      });
      await simulator.skip('365d');
      return hooks.map(({ type, at, connection_status }) => ({ type, at, connection_status }));
    };
    const first = await year('a');
    expect(first).toEqual(await year('a'));
    expect(first).not.toEqual(await year('b'));
    expect(first.some((hook) => hook.connection_status !== undefined)).toBe(true);
  });
});

describe('time and webhooks', () => {
  test('webhooks are lost, doubled, late and out of order as the option says', async () => {
    const fates = [[], [0, 5_000], [30 * HOUR], [0]];
    const { simulator, hooks } = await connected({
      webhooks: { disturb: ({ at }) => (at < BEGIN + 10 * 60_000 ? [0] : (fates.shift() ?? [])) },
    });
    await simulator.skip('6d');
    const times = hooks.map((hook) => Date.parse(hook.at));
    expect(times).toHaveLength(4);
    expect(Number(times[1]) - Number(times[0])).toBe(5_000);
    // The third is sent a day after the delayed one, and arrives six hours before it.
    expect(Number(times[3]) - Number(times[2])).toBe(6 * HOUR);
  });

  test('a receiver sees the bank as it was when the webhook was sent', async () => {
    const { simulator, bank, hooks } = await connected();
    const start = bank.now;
    await simulator.skip('3d');
    for (const { at } of hooks) expect(Date.parse(at)).toBeLessThan(bank.now);
    expect(hooks.length).toBeGreaterThanOrEqual(2);
    expect(bank.now).toBe(start + 3 * DAY);
  });

  test('an invalid duration is refused', async () => {
    const { simulator } = months();
    await expect(simulator.skip('a day' as '1d')).rejects.toThrow("such as '30d'");
    await expect(simulator.skip(-1)).rejects.toThrow(RangeError);
    expect(() => createMxSimulator({ speed: 0 })).toThrow('speed must be a positive number');
    expect(() => createMxSimulator({ background: { every: 1 } })).toThrow('background.every');
  });

  test('with a speed, a day of the bank passes in a minute', () => {
    let real = BEGIN;
    const { bank } = createMxSimulator({ now: () => real, speed: 1_440 });
    real += 60_000;
    expect(bank.now).toBe(BEGIN + DAY);
  });
});
