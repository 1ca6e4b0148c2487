import { type CreationView, createAndStart, readCreation } from '@mx-member/host';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { runCount } from '../../support/run-count.ts';
import { seeded } from '../../support/seeded.ts';
import { credentials } from '../../support/simulated.ts';
import { Outside } from './process.ts';

/** A process that creates a member is killed at each of its effects on MX and on its disk. */

const USER = 'canary-user-7391';
const SECRET = 'canary-password-7391';
const ID = 'creation-1';

beforeEach(stopTime);
afterEach(releaseTime);

interface Case {
  readonly name: string;
  readonly outside: () => Promise<Outside>;
  readonly isOauth?: boolean;
  /** How many logins at the bank one creation leads to. */
  readonly logins: number;
}

/** Gives the user a member with this login. */
async function withMember(outside: Outside, password: string): Promise<Outside> {
  const { userGuid } = outside;
  await outside.mx().createMember({
    userGuid,
    id: 'older',
    institutionCode: 'mxbank',
    credentials: credentials(password, USER),
  });
  await pass(10_000);
  return outside;
}

const lostReply = (outside: Outside, on: 'createMember' | 'updateMember'): Outside => {
  outside.simulator.faults.add({ on, times: 1, fault: { kind: 'drop', when: 'after' } });
  return outside;
};

const CASES: readonly Case[] = [
  { name: 'a new member', outside: async () => new Outside(), logins: 1 },
  {
    name: 'a new member whose reply is lost',
    outside: async () => lostReply(new Outside(), 'createMember'),
    logins: 1,
  },
  {
    name: 'a broken login that the user already has',
    outside: () => withMember(new Outside(), 'INVALID'),
    logins: 1,
  },
  {
    name: 'a broken login that MX names, whose reply is lost',
    outside: async () =>
      lostReply(
        await withMember(new Outside({ conflictNamesMember: true }), 'INVALID'),
        'updateMember',
      ),
    logins: 1,
  },
  {
    name: 'a login that the user already has, whose bank asks a question',
    outside: () => withMember(new Outside({ challengeLifetime: 86_400_000 }), 'challenge'),
    logins: 0,
  },
  {
    name: 'a bank with its own page',
    outside: async () => new Outside(),
    isOauth: true,
    logins: 0,
  },
];

async function create(
  { mx, host }: Awaited<ReturnType<Outside['begin']>>,
  { userGuid }: Outside,
  { isOauth }: Case,
): Promise<CreationView> {
  const request = { mx, host, id: ID, userGuid };
  return isOauth
    ? createAndStart({ ...request, institutionCode: 'mx_bank_oauth', oauth: {} })
    : createAndStart({
        ...request,
        institutionCode: 'mxbank',
        credentials: credentials(SECRET, USER),
      });
}

/** What must hold, whatever was killed, half a minute after the next process has started. */
async function expectFollowed(outside: Outside, next: Awaited<ReturnType<Outside['begin']>>) {
  const { userGuid } = outside;
  for (const { guid: memberGuid, received, id } of outside.members)
    if (id !== 'older' || received.starts.length > 1)
      await expect(next.host.view({ userGuid, memberGuid })).resolves.toBeTruthy();
  expect(JSON.stringify([...outside.written])).not.toMatch(/canary/);
}

/** How long no process runs after the kill, in ms: the job still runs, or has ended long ago. */
const DOWN = [0, 3_600_000];

/** @returns Whether the process survived, because it has fewer effects. */
async function killAt(one: Case, moment: number, down: number): Promise<boolean> {
  const outside = await one.outside();
  const before = outside.logins;
  const first = await outside.begin(moment);
  const created = create(first, outside, one).then(
    () => 'created',
    () => 'refused',
  );
  await pass(8_000, () => first.life.isDead);
  if (!first.life.isDead) {
    expect(await created).toBe('created');
    await first.host.close();
  }

  if (down > 0) vi.setSystemTime(Date.now() + down);
  const next = await outside.begin();
  await pass(8_000);
  await expectFollowed(outside, next);
  expect(outside.logins - before).toBeLessThanOrEqual(one.logins);
  const { userGuid } = outside;
  const found = await readCreation({ host: next.host, userGuid, id: ID });
  expect(found?.state).not.toBe('creating');

  // Repeats the request as a client would, or sends the credentials that the user has entered again.
  let repeated: CreationView | undefined;
  void create(next, outside, one).then((view) => {
    repeated = view;
  });
  await pass(8_000);
  expect(repeated?.state).toBe('following');
  expect(outside.logins - before).toBe(one.logins);
  await expectFollowed(outside, next);
  await next.host.close();
  return !first.life.isDead;
}

for (const one of CASES)
  test(`a process that is killed at any effect loses nothing: ${one.name}`, async () => {
    let kills = 0;
    for (const down of DOWN) {
      let moment = 1;
      while (!(await killAt(one, moment, down))) moment += 1;
      kills += moment - 1;
    }
    expect(kills).toBeGreaterThan(20);
  });

/** Kills several processes one after the other, each at a random effect. The user retries now and then. */
async function killSeveral(one: Case, seed: number): Promise<void> {
  const { below, pick } = seeded(seed);
  const outside = await one.outside();
  const before = outside.logins;
  for (let processes = 1 + below(4); processes > 0; processes -= 1) {
    const { life, ...rest } = await outside.begin(1 + below(24));
    if (below(3) > 0) void create({ life, ...rest }, outside, one).catch(() => {});
    await pass(1_000 + below(9_000), () => life.isDead);
    if (!life.isDead) await rest.host.close();
    vi.setSystemTime(Date.now() + pick([0, 0, 5_000, 3_600_000]));
  }
  const last = await outside.begin();
  await pass(8_000);
  await expectFollowed(outside, last);
  expect(outside.logins - before).toBeLessThanOrEqual(one.logins);
  let view: CreationView | undefined;
  void create(last, outside, one).then((created) => {
    view = created;
  });
  await pass(15_000);
  expect(view?.state).toBe('following');
  expect(outside.logins - before).toBe(one.logins);
  await expectFollowed(outside, last);
  await last.host.close();
}

test('several kills at random effects lose nothing', async () => {
  for (let seed = 1; seed <= runCount(4); seed += 1)
    for (const one of CASES.slice(seed % 2, -1))
      await killSeveral(one, seed).catch((thrown: unknown) => {
        throw new Error(`${one.name}, seed ${seed}`, { cause: thrown });
      });
});
