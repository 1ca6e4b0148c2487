import { AsyncLocalStorage } from 'node:async_hooks';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import { createMemberConnection, type MemberConnection } from '@mx-member/connect';
import { createHost } from '@mx-member/host';
import { HostError, type MemberHost } from '@mx-member/machine/hosting';
import type { Answer, MemberPort } from '@mx-member/machine/step';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ANY_LOGINS } from '../support/any-logins.ts';
import { Bank, memberOf } from '../support/bank.ts';
import { pass, releaseTime, settle, stopTime } from '../support/fake-timers.ts';
import { runCount } from '../support/run-count.ts';
import { FakeStorage, fakeBrowser, type Tab } from './support/browser.ts';
import { hostOf } from './support/in-page.ts';

afterEach(() => vi.unstubAllGlobals());

const member = memberOf(1);
/** Runs work of a server outside of any tab, so that it runs even while a tab is frozen. */
const onServer = AsyncLocalStorage.snapshot();
const TABS = [0, 1, 2] as const;

/** A tab of the browser, with its page and its subscribers. */
interface Page {
  readonly tab: Tab;
  readonly connection: MemberConnection;
  readonly leave: (() => void)[];
}

type Deed =
  | { readonly do: 'open' | 'reload' | 'close' | 'look' | 'leave' | 'dispose'; readonly in: number }
  | { readonly do: 'freeze' | 'thaw'; readonly in: number }
  | { readonly do: 'answer' | 'answerLate' | 'retry'; readonly in: number }
  | { readonly do: 'storage'; readonly isFull: boolean }
  | { readonly do: 'front' };

const anyTab = fc.constantFrom(...TABS);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('look', 'leave'), in: anyTab }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('open', 'reload', 'close'), in: anyTab }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('answer', 'answerLate'), in: anyTab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('dispose', 'retry'), in: anyTab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('freeze', 'thaw'), in: anyTab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('front') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('storage'), isFull: fc.boolean() }) },
) as fc.Arbitrary<Deed>;

/**
 * What happens to an answer on the way to a relay. `lost`: it does not arrive. `noReply`: it arrives, but the reply is lost. `late`: the
 * page thinks that it is lost, but it arrives five seconds later. `repeated`: the connection breaks, and the browser sends it again by
 * itself. `hangs`: it arrives, but the reply never comes.
 */
const FATES = ['arrives', 'lost', 'noReply', 'late', 'repeated', 'hangs'] as const;

/** Kinds of storage. With `stale`, another document reads the values of two seconds before. */
const STORAGES = ['none', 'denied', 'session', 'local', 'stale'] as const;
const STALE = 2_000;
const LATE = 5_000;

const plan = fc.record({
  deeds: fc.array(fc.record({ deed, wait: fc.constantFrom(0, 10, 300, 1_500, 4_000, 30_000) }), {
    maxLength: 25,
  }),
  latency: fc.constantFrom(0, 400, 2_000),
  storage: fc.constantFrom(...STORAGES),
  hasLocks: fc.boolean(),
  /** The fates of the answers, in the order in which they are sent. All further answers arrive. */
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 4 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

const never = () => new Promise<never>(() => {});
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A call of a page. After the page has closed, the call never returns, and new calls are not made. */
async function unlessGone<Result>(tab: Tab, call: () => Promise<Result>): Promise<Result> {
  if (tab.isGone()) return never();
  const result = await call();
  return tab.isGone() ? never() : result;
}

const portOf = (bank: Bank, tab: Tab): MemberPort => ({
  startJob: (request) => unlessGone(tab, () => bank.startJob(request)),
  readStatus: (request) => unlessGone(tab, () => bank.readStatus(request)),
  submitAnswers: (request) => unlessGone(tab, () => bank.submitAnswers(request)),
});

/** A relay behind a network that loses, delays and repeats answers. */
function relayed(bank: Bank, fates: readonly (typeof FATES)[number][]): (tab: Tab) => MemberPort {
  const relay = onServer(() => createRelay(bank, { authorize: () => true, logins: ANY_LOGINS }));
  const waiting = [...fates];
  const arrive = (request: Request) => onServer(() => relay(request));
  async function travel(request: Request): Promise<Response> {
    const fate = request.url.endsWith('/answers') ? waiting.shift() : undefined;
    const copy = request.clone();
    await sleep(10);
    if (fate === 'late') onServer(() => setTimeout(() => void arrive(copy), LATE));
    else if (fate === 'noReply' || fate === 'hangs' || fate === 'repeated') void arrive(copy);
    if (fate === 'hangs') return never();
    if (fate === 'lost' || fate === 'late' || fate === 'noReply')
      throw new TypeError('Failed to fetch');
    await sleep(10);
    return arrive(request);
  }
  return (tab) =>
    connectRelay({
      url: 'https://app.example',
      fetch: (request) => unlessGone(tab, () => travel(request)),
    });
}

/** Plays a plan. Then a person answers everything until the lifecycle ends. */
async function play(
  { deeds, latency, storage: kind, hasLocks }: Plan,
  sourceOf: (bank: Bank, tab: Tab) => MemberPort | MemberHost,
) {
  const browser = fakeBrowser({ hasLocks });
  const bank = new Bank({ rounds: 2, latency, step: 2_000 });
  const local = new FakeStorage();
  const sessions = TABS.map(() => new FakeStorage());
  const pages = new Map<number, Page>();
  const counts = { given: 0, loads: 0, retries: 0 };

  const writes: { name: string; text: string; by: Tab; at: number }[] = [];
  const staleOf = (tab: Tab) => ({
    getItem: (name: string) =>
      writes.findLast(
        (one) => one.name === name && (one.by === tab || one.at <= Date.now() - STALE),
      )?.text ?? null,
    setItem: (name: string, text: string) =>
      void writes.push({ name, text, by: tab, at: Date.now() }),
  });
  const denied = () => {
    throw new DOMException('denied', 'SecurityError');
  };

  const storageOf = (index: number, tab: Tab) => {
    if (kind === 'denied') return { storage: denied };
    if (kind === 'stale') return { storage: staleOf(tab) };
    const storage = kind === 'local' ? local : sessions[index];
    if (kind === 'none' || !storage) return {};
    const setItem = (name: string, text: string) => {
      if (!tab.isGone()) storage.setItem(name, text);
    };
    return { storage: { getItem: (name: string) => storage.getItem(name), setItem } };
  };
  function open(index: number): Page {
    const found = pages.get(index);
    if (found) return found;
    const tab = browser.open();
    counts.loads += 1;
    const page = tab.run(() => {
      const connection = createMemberConnection({
        host: hostOf(sourceOf(bank, tab), storageOf(index, tab)),
        input: { member, job: 'aggregate' },
        ...storageOf(index, tab),
      });
      return { tab, connection, leave: [connection.subscribe(() => {})] };
    });
    pages.set(index, page);
    return page;
  }
  function close(index: number): void {
    const page = pages.get(index);
    pages.delete(index);
    page?.tab.crash();
    page?.connection.dispose();
  }
  function answer({ connection, tab }: Page): void {
    if (tab.isFrozen()) return;
    const { challenges, prompt, needs } = connection.getView().member ?? {};
    if (needs !== 'answers' || !challenges || prompt === undefined) return;
    counts.given += 1;
    const answers: Answer[] = challenges.map(({ guid }) => ({
      guid,
      value: `answer-${counts.given}`,
    }));
    // A person who sees no effect presses again.
    for (let times = 0; times < 2; times += 1)
      void tab.run(() => connection.answer({ answers, prompt }));
  }
  function retry({ connection, tab }: Page): void {
    if (!connection.getView().member?.outcome) return;
    counts.retries += 1;
    for (let times = 0; times < 2; times += 1) tab.run(() => connection.retry());
  }
  function perform(deed: Deed): void {
    if (deed.do === 'front') {
      browser.focus();
      return;
    }
    if (deed.do === 'storage') {
      for (const one of [local, ...sessions]) one.isFull = deed.isFull;
      return;
    }
    const page = pages.get(deed.in);
    if (deed.do === 'open') open(deed.in);
    else if (deed.do === 'close') close(deed.in);
    else if (deed.do === 'reload') {
      close(deed.in);
      open(deed.in);
    } else if (deed.do === 'thaw') page?.tab.thaw();
    // Nobody acts in a tab that is frozen.
    else if (!page || page.tab.isFrozen()) return;
    else if (deed.do === 'freeze') page.tab.freeze();
    else if (deed.do === 'look')
      page.leave.push(page.tab.run(() => page.connection.subscribe(() => {})));
    else if (deed.do === 'leave') page.leave.pop()?.();
    else if (deed.do === 'dispose') page.tab.run(() => page.connection.dispose());
    else if (deed.do === 'retry') retry(page);
    else if (deed.do === 'answer') answer(page);
    else setTimeout(() => answer(page), 700);
  }

  open(0);
  await settle();
  for (const { deed, wait } of deeds) {
    perform(deed);
    await pass(wait);
  }
  for (const one of [local, ...sessions]) one.isFull = false;
  for (const { tab } of pages.values()) tab.thaw();
  const last = open(2);
  last.leave.push(last.tab.run(() => last.connection.subscribe(() => {})));
  const outcome = () => last.connection.getView().member?.outcome?.outcome;
  for (let times = 0; times < 60 && !outcome(); times += 1) {
    await pass(30_000, () => {
      const { needs } = last.connection.getView().member ?? {};
      return needs === 'answers' || outcome() !== undefined;
    });
    answer(last);
    await pass(1_000);
  }
  for (const index of TABS) close(index);
  return { bank, outcome: outcome(), counts };
}

/** Whether at least one tab always knows the state of the member, if no reload happens during the start. */
function isKnown({ deeds, storage, hasLocks, latency }: Plan): boolean {
  const has = (...names: readonly Deed['do'][]) =>
    deeds.some(({ deed }) => names.includes(deed.do));
  if (!hasLocks) return false;
  return storage === 'local'
    ? !has('storage') && (latency === 0 || !has('reload', 'close'))
    : !has('reload', 'close', 'dispose', 'leave');
}

const values = ({ received }: Bank) => received.map(({ value }) => value);

async function check(plan: Plan, sourceOf: (bank: Bank, tab: Tab) => MemberPort | MemberHost) {
  stopTime();
  try {
    const played = await play(plan, sourceOf);
    expect(values(played.bank)).toEqual([...new Set(values(played.bank))]);
    expect(played.outcome).toBe('connected');
    const { loads, retries } = played.counts;
    expect(played.bank.startsOf(member)).toBeLessThanOrEqual(loads + retries);
    return played;
  } finally {
    vi.unstubAllGlobals();
    releaseTime();
  }
}

test('with a port, answers and starts never arrive twice, whatever subscribes, reloads or fails', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (plan) => {
      const { bank, counts } = await check(plan, portOf);
      if (isKnown(plan)) expect(bank.startsOf(member)).toBeLessThanOrEqual(1 + counts.retries);
    }),
    { numRuns: runCount(150) },
  );
});

test('through a relay, answers and starts never arrive twice, whatever happens to answers on the way', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (plan) => {
      let relay: ReturnType<typeof relayed> | null = null;
      const { bank, counts } = await check(plan, (bank, tab) => {
        relay ??= relayed(bank, plan.fates);
        return relay(tab);
      });
      if (!isKnown(plan)) return;
      expect(bank.startsOf(member)).toBeLessThanOrEqual(1 + counts.retries);
      // MX gets a second answer to a question only if the page thought that the first one was lost, and then it arrived.
      const late = plan.fates.filter((fate) => fate === 'late').length;
      expect(bank.received.length).toBeLessThanOrEqual(2 * bank.startsOf(member) + late);
    }),
    { numRuns: runCount(100) },
  );
});

test('with a host, answers never arrive twice and one job starts, even if replies are lost', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.constantFrom(0, 0, 1, 2)), async (plan, luck) => {
      let host: Promise<MemberHost> | null = null;
      const { bank, counts } = await check(plan, (bank, tab) => {
        host ??= onServer(() => createHost({ port: bank }));
        return remote(host, tab, () => luck.next().value ?? 0);
      });
      expect(bank.startsOf(member)).toBeLessThanOrEqual(1 + counts.retries);
      await (await (host as Promise<MemberHost> | null))?.close();
    }),
    { numRuns: runCount(100) },
  );
});

/** A host behind a network that loses requests and replies. */
function remote(host: Promise<MemberHost>, tab: Tab, luck: () => number): MemberHost {
  async function travel<Result>(call: (host: MemberHost) => Promise<Result>): Promise<Result> {
    return unlessGone(tab, async () => {
      const fate = luck();
      if (fate === 1) throw new HostError('unreachable', 'lost on the way');
      const result = await onServer(async () => call(await host));
      if (fate === 2) throw new HostError('unreachable', 'lost on the way back');
      return result;
    });
  }
  return {
    start: (input, options) => travel((host) => host.start(input, options)),
    answer: (member, given) => travel((host) => host.answer(member, given)),
    hint: (member) => travel((host) => host.hint(member)),
    cancel: (member) => travel((host) => host.cancel(member)),
    view: (member) => travel((host) => host.view(member)),
    next: (member, since) => travel((host) => host.next(member, since)),
    close: async () => {},
  };
}
