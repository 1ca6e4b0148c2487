import { createHost, createMemoryStore } from '@mx-member/host';
import {
  type Act,
  type MemberInput,
  type MemberPort,
  MxError,
  type Reading,
} from '@mx-member/machine/step';
import { createRestateHost } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { RestateInMemory } from '../world/hosts/cluster.ts';
import { Life } from '../world/life.ts';

/** Every host counts logins in the same way: `createHost`, and workers in Restate with the processes that call them. */

beforeEach(stopTime);
afterEach(releaseTime);

const member = memberOf(1);
const { userGuid } = member;
const JOB = 5_000;
const PATIENCE = 120_000;

/** MX with one member. A job takes five seconds. */
class FakeMx implements MemberPort {
  starts = 0;
  /** How the next job ends. */
  end = 'DENIED';
  /** What the next start throws, before it has arrived or after. */
  fault: { readonly error: MxError; readonly arrives: boolean } | null = null;
  reading: Reading = { connectionStatus: 'CREATED', isBeingAggregated: false, challenges: [] };

  /** MX, or another program, begins a job. */
  begin(): void {
    const { end } = this;
    const aggregatedAt = new Date().toISOString();
    this.reading = { ...this.reading, isBeingAggregated: true, aggregatedAt };
    setTimeout(() => {
      const isSuccess = end === 'CONNECTED' && {
        successfullyAggregatedAt: new Date().toISOString(),
      };
      this.reading = {
        ...this.reading,
        connectionStatus: end,
        isBeingAggregated: false,
        ...isSuccess,
      };
    }, JOB);
  }

  async startJob(): Promise<Reading> {
    const { fault } = this;
    this.fault = null;
    if (!fault || fault.arrives) {
      this.starts += 1;
      this.begin();
    }
    if (fault) throw fault.error;
    return this.reading;
  }

  async readStatus(): Promise<Reading> {
    return this.reading;
  }

  async submitAnswers(): Promise<Reading> {
    return this.reading;
  }
}

const OPENS = {
  createHost: (port: MemberPort) => createHost({ port, store: createMemoryStore() }),
  async createRestateHost(port: MemberPort) {
    const restate = new RestateInMemory();
    const to = {
      ingress: 'http://restate.test',
      fetch: (request: Request) => restate.fetch(request),
    };
    restate.deploy(
      createMemberService({ port, open: async (text) => text, ...to }),
      new Life(Number.POSITIVE_INFINITY),
    );
    return createRestateHost({ seal: async (text) => text, ...to });
  },
};

type Host = Awaited<ReturnType<(typeof OPENS)[keyof typeof OPENS]>>;

describe.each(Object.entries(OPENS))('%s', (_, open) => {
  /** A lifecycle from its start to its end. */
  async function run(host: Host, input: Partial<MemberInput> = {}) {
    const before = await host.view(member).catch(() => null);
    const given = { member, job: 'aggregate', ...input } as MemberInput;
    await host.start(given, before ? { after: before.revision } : {});
    await pass(PATIENCE);
    const { outcome } = await host.view(member);
    expect(outcome).not.toBeNull();
    return outcome;
  }

  async function opened() {
    const mx = new FakeMx();
    return { mx, host: await open(mx) };
  }

  interface Row {
    readonly about: string;
    /** What happens before the start. */
    readonly before?: (mx: FakeMx) => void;
    readonly input?: Partial<MemberInput>;
    readonly start: string | null;
    readonly by: 'here' | 'elsewhere';
  }
  const act: Act = {
    type: 'credentials',
    before: { connectionStatus: 'CREATED', isBeingAggregated: false },
    reply: { connectionStatus: 'CREATED', isBeingAggregated: true },
    at: Date.UTC(2026, 0, 1),
  };

  const rows: readonly Row[] = [
    { about: 'MX took the start', start: 'taken', by: 'here' },
    {
      about: 'the reply to the start was lost',
      before: (mx) => {
        mx.fault = { error: new MxError('lost'), arrives: true };
      },
      start: 'lost',
      by: 'here',
    },
    {
      about: 'another program has started a job',
      before: (mx) => mx.begin(),
      start: 'joined',
      by: 'elsewhere',
    },
    {
      about: 'another program has started another job',
      before: (mx) => mx.begin(),
      input: { job: 'verify' },
      start: 'otherJob',
      by: 'elsewhere',
    },
    {
      about: 'another program has started a job while the person checked the login',
      before: (mx) => mx.begin(),
      input: { act: { ...act, type: 'checked', before: null, reply: null } },
      start: 'joined',
      by: 'elsewhere',
    },
    {
      about: 'a job of another program is followed',
      before: (mx) => mx.begin(),
      input: { job: null },
      start: null,
      by: 'elsewhere',
    },
    {
      about: 'MX began the job after new credentials',
      before: (mx) => mx.begin(),
      input: { act },
      start: 'joined',
      by: 'here',
    },
    {
      about: 'MX began a job after new credentials, and ours is another one',
      before: (mx) => mx.begin(),
      input: { job: 'verify', act },
      start: 'otherJob',
      by: 'here',
    },
  ];
  test.each(rows)('$about: refused $by', async ({ before, input, start, by }) => {
    const { mx, host } = await opened();
    before?.(mx);
    expect(await run(host, input)).toMatchObject({ start, reason: 'credentials' });
    expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 1, by } });
    await host.close();
  });

  test.each([
    ['MX refuses it', new MxError('badRequest'), false, 0],
    ['it is not sent', new MxError('notSent'), false, 0],
    [
      'MX cannot be reached',
      new MxError('unreachable', { cause: { code: 'ECONNREFUSED' } }),
      false,
      0,
    ],
    ['MX takes it', null, true, 1],
    ['its reply is lost', new MxError('lost'), true, 1],
  ])(
    'a start counts as a login unless it was certainly not made: %s',
    async (_, error, arrives, ofMember) => {
      const { mx, host } = await opened();
      if (error) mx.fault = { error, arrives };
      await host.start({ member, job: 'aggregate' });
      await pass(1_000);
      expect((await host.loginsOf(member)).today).toEqual({ ofMember, ofUser: ofMember });
      await host.close();
    },
  );

  test('the third start in a row is not sent, until MX shows that somebody has repaired the member', async () => {
    const { mx, host } = await opened();
    const shows = (connectionStatus: string) => {
      mx.reading = { ...mx.reading, connectionStatus };
    };
    await run(host);
    shows('UPDATED');
    await run(host);
    // A replica shows nothing that speaks against the next start.
    shows('UPDATED');
    setTimeout(() => shows('DENIED'), 10_000);
    expect(await run(host)).toMatchObject({ start: 'otherJob', reason: 'credentials' });
    expect(mx.starts).toBe(2);
    expect(await host.loginsOf(member)).toMatchObject({
      refusals: { count: 2, by: 'here' },
      today: { ofMember: 2 },
    });
    mx.end = 'CONNECTED';
    mx.begin();
    await pass(JOB);
    expect(await run(host)).toMatchObject({ outcome: 'connected', start: 'taken' });
    expect(mx.starts).toBe(3);
    expect(await host.loginsOf(member)).toMatchObject({ refusals: null });
    await host.close();
  });

  test.each([
    ['is sent if the bank had refused before them', () => Date.now(), 3],
    ['is not sent if the bank has refused since', (refusedAt: number) => refusedAt - 1_000, 2],
  ])('after new credentials a start %s', async (_, actAt, starts) => {
    const { mx, host } = await opened();
    await run(host);
    mx.reading = { ...mx.reading, connectionStatus: 'UPDATED' };
    await run(host);
    const at = actAt(Date.parse(mx.reading.aggregatedAt ?? ''));
    // MX's own job has failed for another reason, so our job is still due.
    const aggregatedAt = new Date(at).toISOString();
    mx.reading = { ...mx.reading, connectionStatus: 'UPDATED', aggregatedAt };
    mx.end = 'CONNECTED';
    setTimeout(() => {
      if (mx.starts === 2) mx.reading = { ...mx.reading, connectionStatus: 'DENIED' };
    }, 30_000);
    const before = { connectionStatus: 'DENIED', isBeingAggregated: false };
    await run(host, { job: 'verify', act: { ...act, before, at } });
    expect(mx.starts).toBe(starts);
    await host.close();
  });

  test('a caller whose clock is two days ahead takes no refused login out of the count', async () => {
    const { mx, host } = await opened();
    mx.end = 'LOCKED';
    await run(host);
    const { revision } = await host.view(member);
    const act: Act = { type: 'checked', before: null, reply: null, at: Date.now() + 172_800_000 };
    await host.start({ member, job: 'aggregate', act }, { after: revision });
    await pass(PATIENCE);
    expect((await host.loginsOf(member)).today).toEqual({ ofMember: 2, ofUser: 2 });
    await host.close();
  });

  test.each([
    ['once', 'DENIED', 1],
    ['twice', 'DENIED', 2],
    ['because the account was locked', 'LOCKED', 1],
  ])(
    'a start is sent at once after the person has checked the login that the bank has refused %s',
    async (_, end, refused) => {
      const { mx, host } = await opened();
      mx.end = end;
      await run(host);
      if (refused > 1) {
        mx.reading = { ...mx.reading, connectionStatus: 'UPDATED' };
        await run(host);
      }
      const { revision } = await host.view(member);
      mx.end = 'CONNECTED';
      const checked: Act = { type: 'checked', before: null, reply: null, at: Date.now() };
      await host.start({ member, job: 'aggregate', act: checked }, { after: revision });
      await pass(1_000);
      expect(mx.starts).toBe(refused + 1);
      await pass(PATIENCE);
      expect((await host.view(member)).outcome).toMatchObject({
        outcome: 'connected',
        start: 'taken',
      });
      await host.close();
    },
  );

  test('after new credentials a start waits until MX shows what the bank has said to them', async () => {
    const { mx, host } = await opened();
    await run(host);
    mx.reading = { ...mx.reading, connectionStatus: 'UPDATED' };
    await run(host);
    // A replica still shows the member as it was before MX's own job, which the bank refuses.
    mx.reading = { ...mx.reading, connectionStatus: 'UPDATED' };
    setTimeout(() => {
      const aggregatedAt = new Date(Date.now() - 8_000).toISOString();
      mx.reading = { ...mx.reading, connectionStatus: 'DENIED', aggregatedAt };
    }, 9_000);
    const before = { connectionStatus: 'DENIED', isBeingAggregated: false };
    await run(host, { job: 'verify', act: { ...act, before, at: Date.now() } });
    expect(mx.starts).toBe(2);
    expect(await host.loginsOf(member)).toMatchObject({ refusals: { count: 3 } });
    await host.close();
  });

  test('a refusal that another job follows at once counts, too', async () => {
    const { mx, host } = await opened();
    await host.start({ member, job: 'aggregate' });
    await pass(JOB + 4_000, () => mx.reading.connectionStatus === 'DENIED');
    await host.hint(member);
    await pass(500);
    mx.begin();
    await pass(120_000);
    await host.cancel(member).catch(() => {});
    expect((await host.loginsOf(member)).refusals?.count).toBe(2);
    await host.close();
  });

  test.each([
    ['CONNECTED', 0],
    // The bank may still refuse them.
    ['FAILED', 1],
  ])('after %s a process keeps hashes of the credentials: %s', async (end, kept) => {
    const { mx, host } = await opened();
    mx.end = end;
    const login = [{ guid: 'CRD-1', value: 'typed' }];
    const sent = host.logins?.sent;
    sent?.add(member, login, Date.now());
    expect(await sent?.timesOf(member, login, Date.now())).toHaveLength(1);
    await run(host);
    expect(await sent?.timesOf(member, login, Date.now())).toHaveLength(kept);
    await host.close();
  });

  test('an erased user has no logins, also if a lifecycle was running', async () => {
    const { host } = await opened();
    await host.start({ member, job: 'aggregate' });
    await pass(1_000);
    await host.forget(userGuid);
    await pass(60_000);
    expect(await host.loginsOf(member)).toMatchObject({
      refusals: null,
      today: { ofMember: 0, ofUser: 0 },
    });
    await host.close();
  });
});
