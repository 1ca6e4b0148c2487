import { createHost, createMemoryStore, type HostStore, storyText } from '@mx-member/host';
import { begin, isCall, type Step, type StepEvent, step } from '@mx-member/machine/step';
import { storyOf } from '@mx-member/machine/trace';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptStory, storyteller } from '../../packages/host/src/members/stories.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { idle, portOf } from '../support/fake-member.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const member = memberOf(0);

type Host = Awaited<ReturnType<typeof createHost>>;

/** A lifecycle with one question, up to its end. */
async function connect(host: Host, after?: number) {
  await host.start({ member, job: 'aggregate' }, { ...(after !== undefined && { after }) });
  await pass(20_000);
  const { challenges, prompt } = await host.view(member);
  await host.answer(member, {
    prompt,
    answers: challenges.map(({ guid }) => ({ guid, value: 'right' })),
  });
  await pass(120_000);
  return host.view(member);
}

test.each([
  ['DENIED', 'credentials', 'did not accept the credentials. Enter the credentials again.'],
  [
    'LOCKED',
    'locked',
    "has locked the account. Go to the institution's own site, then start again.",
  ],
  ['REJECTED', 'answer', 'did not accept the answer. Start again.'],
  ['FAILED', 'unavailable', 'could not check the login. Try again later.'],
])('after %s, the end says what happened and what to do', async (status, reason, sentences) => {
  const port = portOf([], { readStatus: async () => idle(status) });
  const host = await createHost({ port, store: createMemoryStore() });
  await host.start({ member, job: null });
  await pass(60_000);
  const text = storyText(await host.explain(member));
  const end = `It ends: failed (${reason}). The institution ${sentences}`;
  expect(text.slice(text.lastIndexOf('It ends: '))).toBe(end);
  await host.close();
});

test('an aggregation that MX begins after a creation is not told as another job', async () => {
  const aggregatedAt = new Date(1_000).toISOString();
  const running = { ...idle('CREATED'), isBeingAggregated: true, aggregatedAt };
  const ended = { ...idle('DENIED'), aggregatedAt };
  const readings = [running, running];
  const port = portOf([], { readStatus: async () => readings.shift() ?? ended });
  const host = await createHost({ port, store: createMemoryStore() });
  const act = { type: 'creation', before: null, reply: null, at: Date.now() } as const;
  await host.start({ member, job: 'aggregate', act });
  await pass(60_000);
  const text = storyText(await host.explain(member));
  expect(text).toContain(' begins, for the job aggregate, after the member was created. ');
  expect(text).toContain('MX shows DENIED');
  expect(text).not.toContain('The reading is');
  await host.close();
});

test('the story says that the person checked the login before it began', async () => {
  const port = portOf([], { readStatus: async () => idle('DENIED') });
  const host = await createHost({ port, store: createMemoryStore() });
  const act = { type: 'checked', before: null, reply: null, at: Date.now() } as const;
  await host.start({ member, job: 'aggregate', act });
  const text = storyText(await host.explain(member));
  expect(text).toContain(' begins, for the job aggregate, after the person checked the login. ');
  await host.close();
});

test('keeps the last two lifecycles, each within 8 kB, with its beginning and its end', async () => {
  const store = createMemoryStore();
  const host = await createHost({ port: new Bank(), store });
  const first = await connect(host);
  const second = await connect(host, first.revision);
  await connect(host, second.revision);
  const story = await host.explain(member);
  expect(story).toHaveLength(2);
  for (const one of story) {
    expect(JSON.stringify(one).length).toBeLessThan(8_200);
    expect(one.steps[0]?.text).toContain('A lifecycle begins');
    expect(one.steps.at(-1)?.text).toContain('It ends:');
  }
  await host.close();
});

test('counts polls that show the same', async () => {
  const bank = new Bank();
  const host = await createHost({ port: bank, store: createMemoryStore() });
  await host.start({ member, job: 'aggregate' });
  await pass(20_000);
  await pass(60 * 60_000);
  const [told] = await host.explain(member);
  expect(told?.steps.some(({ times }) => times > 20)).toBe(true);
  expect(storyText(await host.explain(member))).toMatch(/The same \d+ times more\./);
  await host.close();
});

test('leaves out the middle of a story that is too long, and says so', () => {
  const input = { member, job: 'aggregate' } as const;
  let now: Step = begin(input);
  storyteller.onStep(now, { type: 'begin', input }, 0);
  for (let count = 0; count < 200; count++) {
    const { record, effects } = now;
    const call = effects.find(isCall);
    const fault = { code: 'rateLimited', at: count, retryAfter: 1_000 + 100 * count } as const;
    const event: StepEvent = call
      ? { type: 'error', call: call.type, turn: call.turn, fault }
      : { type: 'elapsed', turn: record.context.turn };
    now = step(record, event);
    storyteller.onStep(now, { type: 'event', event, record }, count);
  }
  const story = storyOf(keptStory(now.record.context.member) ?? []);
  expect(story[0]?.omitted).toBeGreaterThan(20);
  expect(JSON.stringify(story).length).toBeLessThan(8_200);
  expect(storyText(story)).toMatch(/A lifecycle begins[\s\S]*\(\d+ steps are left out\.\)/);
});

test('keeps nothing with `explains: false`, and needs the user if the store needs it', async () => {
  const { named: _, ...unnamed } = createMemoryStore();
  const store: HostStore = unnamed;
  const host = await createHost({ port: new Bank(), store, explains: false });
  const view = await connect(host);
  expect(view.outcome).not.toBeNull();
  expect(await host.explain(member)).toEqual([]);
  await expect(host.explain({ memberGuid: member.memberGuid })).rejects.toMatchObject({
    code: 'invalid',
  });
  await host.close();
});

test('finds a member in a store that is a class, by its guid alone', async () => {
  const inner = createMemoryStore();
  class OwnStore {
    readonly #inner = inner;
    named(memberGuid: string) {
      return this.#inner.named?.(memberGuid) ?? null;
    }
  }
  const store: HostStore = Object.assign(new OwnStore(), {
    ...inner,
    named: OwnStore.prototype.named,
  });
  const host = await createHost({ port: new Bank(), store });
  await connect(host);
  expect(storyText(await host.explain({ memberGuid: member.memberGuid }))).toContain('It ends:');
  await host.close();
});
