import { createHost, createMemoryStore, type HostStore, type RunningHost } from '@mx-member/host';
import { HostError } from '@mx-member/machine/hosting';
import type { MemberId, MemberView } from '@mx-member/machine/step';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { passUntilDone } from './support/open-hosts.ts';
import { PLACES, type Place } from './support/places.ts';

/** A host goes on after each commit that fails once, whatever the commit was about and whoever waits for it. */

/** How a commit fails: it stores nothing, or its reply is lost. */
const WAYS = ['refused', 'reply lost'] as const;

/** Makes the commit with this number fail. Counts all commits. */
function failing(store: HostStore, number: number, way: (typeof WAYS)[number]) {
  const counts = { commits: 0 };
  const commit: HostStore['commit'] = async (changes, options) => {
    counts.commits += 1;
    const fails = counts.commits === number;
    if (!fails || way === 'reply lost') await store.commit(changes, options);
    if (fails) throw new Error('disk full');
  };
  return { counts, store: { ...store, commit } };
}

/** Asks again while the store cannot be reached, as a caller does. */
async function asked<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof HostError) || thrown.code !== 'unreachable') throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

async function follow(host: RunningHost, member: MemberId): Promise<MemberView> {
  let view = await asked(() => host.start({ member, job: 'aggregate' }));
  while (view.outcome === null) {
    const { revision, challenges, prompt, needs } = view;
    if (needs === 'answers') {
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      view = (await asked(() => host.answer(member, { answers, prompt }))).view;
    } else view = await host.next(member, { revision });
  }
  return view;
}

/** Runs members to their end while one commit fails. @returns The number of commits. */
async function run(
  members: readonly MemberId[],
  place: Place,
  fails: number,
  way: (typeof WAYS)[number],
) {
  const bank = new Bank();
  const { store, counts } = failing(place.store, fails, way);
  const ends: string[] = [];
  const onEnded = ({ memberGuid }: MemberId) => {
    ends.push(memberGuid);
  };
  const host = await createHost({ port: bank, store, onEnded, onError: () => {} });
  // The first commit of a host is its own.
  await pass(100);
  const all = Promise.all(members.map((member) => follow(host, member)));
  await passUntilDone(all, 120_000);
  for (const { outcome } of await all) expect(outcome).toMatchObject({ outcome: 'connected' });
  for (const member of members) {
    expect(bank.startsOf(member)).toBe(1);
    expect(bank.received.filter((one) => one.member === member.memberGuid)).toHaveLength(1);
  }
  await pass(15_000, () => ends.length === members.length && !host.stats().isStoreFailing);
  expect(ends.sort()).toEqual(members.map(({ memberGuid }) => memberGuid).sort());
  expect(host.stats().isStoreFailing).toBe(false);
  const closing = host.close();
  await passUntilDone(closing, 10_000);
  return counts.commits;
}

beforeEach(stopTime);
afterEach(releaseTime);

describe.each(Object.entries(PLACES))('in %s', (_, makePlace) => {
  describe.each(WAYS)('a commit that fails once (%s)', (way) => {
    test.each([
      ['alone', [memberOf(1)]],
      ['together', [memberOf(1), memberOf(2), memberOf(3)]],
    ])('stops nobody: members %s', async (__, members) => {
      let commits = Number.POSITIVE_INFINITY;
      for (let fails = 1; fails <= commits; fails++) {
        const place = await makePlace();
        try {
          commits = await run(members, place, fails, way);
        } finally {
          await place.remove();
        }
      }
      expect(commits).toBeGreaterThan(3);
    });
  });

  test('a failed commit of a lone start is tried again before anybody asks, so that the host is ready again', async () => {
    const place = await makePlace();
    const { store } = failing(place.store, 2, 'refused');
    const host = await createHost({ port: new Bank(), store, onError: () => {} });
    await pass(100);
    await expect(host.start({ member: memberOf(1), job: 'aggregate' })).rejects.toMatchObject({
      code: 'unreachable',
    });
    expect(host.stats().isStoreFailing).toBe(true);
    await pass(2_000);
    expect(host.stats().isStoreFailing).toBe(false);
    await passUntilDone(host.close(), 10_000);
    await place.remove();
  });
});

test.each(['SQLite', 'PostgreSQL'])(
  'while %s refuses writes starts fail, and afterwards they work',
  async (name) => {
    const { store, remove, refuseWrites } = await (PLACES[name] as () => Promise<Place>)();
    const errors: string[] = [];
    const host = await createHost({
      port: new Bank(),
      store,
      onError: (thrown) => errors.push(String(thrown)),
    });
    await pass(100);
    await refuseWrites?.(true);
    // One after the other, so that each is the only one in its commit.
    const refused: unknown[] = [];
    for (let index = 0; refused.length === 0 && index < 100; index++) {
      const begun = host.start({ member: memberOf(index), job: 'aggregate' });
      await passUntilDone(
        begun.then(
          () => {},
          (thrown) => refused.push(thrown),
        ),
        60_000,
      );
    }
    expect(refused).toMatchObject([{ code: 'unreachable' }]);
    expect(host.stats().isStoreFailing).toBe(true);
    expect(errors[0]).toMatch(/readonly database|read-only transaction/);
    await pass(20_000);
    await refuseWrites?.(false);
    await passUntilDone(
      asked(() => host.start({ member: memberOf(200), job: 'aggregate' })),
      11_000,
    );
    expect(host.stats().isStoreFailing).toBe(false);
    await passUntilDone(host.close(), 10_000);
    await remove();
  },
);

test('a start that is repeated while commits are slow does not show how the attempt before ended', async () => {
  const inner = createMemoryStore();
  let takes = 0;
  const store: HostStore = {
    ...inner,
    commit: async (...changes) => {
      await new Promise((resolve) => setTimeout(resolve, takes));
      await inner.commit(...changes);
    },
  };
  const host = await createHost({ port: new Bank({ rounds: 0 }), store, onError: () => {} });
  const [member, other] = [memberOf(1), memberOf(2)];
  const before = follow(host, member);
  await passUntilDone(before, 60_000);
  const { revision } = await before;
  takes = 3_500;
  void host.start({ member: other, job: 'aggregate' });
  await pass(100);
  const again = () => host.start({ member, job: 'aggregate' }, { after: revision });
  // Its commit waits for the one that is under way.
  const refused = expect(again()).rejects.toMatchObject({ code: 'unreachable' });
  await pass(5_100);
  await refused;
  const repeated = again();
  await passUntilDone(repeated, 5_000);
  expect(await repeated).toMatchObject({ outcome: null });
  takes = 0;
  await passUntilDone(host.close(), 20_000);
});
