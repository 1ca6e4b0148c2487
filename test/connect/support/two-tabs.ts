import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import type { MemberConnection } from '@mx-member/connect';
import { type Traced, traced } from '../../host/contract/traced.ts';
import { Bank, memberOf } from '../../support/bank.ts';
import { pass, settle } from '../../support/fake-timers.ts';
import { FakeStorage, fakeBrowser, type Tab } from './browser.ts';
import { connectInPage } from './in-page.ts';

/**
 * Plays a lifecycle with one question in two tabs of a browser, with the real host, connection and relay. It varies the
 * storage, the fate of each answer, and the second tab. Its log explains each answer that MX gets.
 */

/** Kinds of storage. With `stale`, another document reads the values of two seconds before. */
export const STORAGES = ['none', 'denied', 'full', 'kept', 'stale'] as const;
/**
 * What happens to an answer on the way to the relay. `lost`: it does not arrive. `noReply`: it arrives, but the reply is lost.
 * `late`: the page thinks that it is lost, but it arrives five seconds later. `repeated`: the connection breaks, and the browser
 * sends it again by itself. `hangs`: it arrives, but the reply never comes.
 */
export const FATES = ['arrives', 'lost', 'noReply', 'late', 'repeated', 'hangs'] as const;
/** The second tab: none, opened beside the first one, opened while the answer is sent, or a reload of the first tab. */
export const SECONDS = ['none', 'beside', 'meanwhile', 'reload'] as const;
export const WHO = ['first', 'second', 'both'] as const;

export type Fate = (typeof FATES)[number];
export interface TabsPlan {
  readonly storage: (typeof STORAGES)[number];
  /** The fates of the answers, in the order in which they are sent. All further answers arrive. */
  readonly fates: readonly Fate[];
  readonly second: (typeof SECONDS)[number];
  readonly who: (typeof WHO)[number];
  /** How long each call to MX takes, in ms. It takes effect halfway. */
  readonly latency: number;
  /** Whether a proxy removes the key of each command, so that the relay cannot recognize repeats of the browser. */
  readonly isKeyLost?: boolean;
}

/** The results of a lifecycle. */
export interface Played {
  readonly outcome: string | undefined;
  readonly starts: number;
  /** How often MX got each answer that a person gave, by its key. */
  readonly atMx: Readonly<Record<string, number>>;
  readonly refused: number;
  readonly log: readonly string[];
}

const member = memberOf(1);
const STALE = 2_000;
const LATE = 5_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const never = () => new Promise<never>(() => {});
const offline = () => new TypeError('Failed to fetch');

/** One storage for two documents, of which one sees old values. */
class StaleStorage {
  readonly #writes: { readonly at: number; readonly items: Map<string, string> }[] = [];
  readonly #own = new Map<string, string>();
  #read: () => ReadonlyMap<string, string>;

  constructor(before: StaleStorage | null) {
    this.#read = () => new Map([...(before?.seenAt(Date.now() - STALE) ?? []), ...this.#own]);
  }
  seenAt(at: number): ReadonlyMap<string, string> {
    return this.#writes.findLast((one) => one.at <= at)?.items ?? new Map();
  }
  getItem = (name: string) => this.#read().get(name) ?? null;
  setItem = (name: string, text: string) => {
    this.#own.set(name, text);
    this.#writes.push({ at: Date.now(), items: new Map(this.#read()) });
  };
}

interface Document extends Traced {
  readonly tab: Tab;
  readonly connection: MemberConnection;
  readonly name: string;
}

export async function playTabs(plan: TabsPlan): Promise<Played> {
  const { storage, fates, second, who, latency, isKeyLost } = plan;
  const browser = fakeBrowser();
  const bank = new Bank({ rounds: 1, latency, step: 2_000 });
  const from = Date.now();
  const log: string[] = [];
  const say = (text: string) => log.push(`${String(Date.now() - from).padStart(6)} ${text}`);
  const atMx: Record<string, number> = {};
  const waiting = [...fates];
  let underWay = '';
  let refused = 0;

  const relay = createRelay(
    {
      startJob: (asked) => bank.startJob(asked),
      readStatus: (asked) => bank.readStatus(asked),
      async submitAnswers(asked) {
        const key = underWay;
        atMx[key] = (atMx[key] ?? 0) + 1;
        say(`relay: answer ${key} goes to MX`);
        try {
          const reading = await bank.submitAnswers(asked);
          say(`MX: takes answer ${key}`);
          return reading;
        } catch (thrown) {
          refused += 1;
          say(`MX: refuses answer ${key}, because no question of it is open`);
          throw thrown;
        }
      },
    },
    { authorize: () => true },
  );
  const keys: string[] = [];
  const keyOf = ({ headers }: Request) => {
    const key = String(headers.get('idempotency-key'));
    if (!keys.includes(key)) keys.push(key);
    return `${keys.indexOf(key) + 1}`;
  };
  const isAnswer = ({ url }: Request) => url.endsWith('/answers');
  async function arrive(request: Request): Promise<Response> {
    if (isAnswer(request)) underWay = keyOf(request);
    if (isKeyLost) request.headers.delete('idempotency-key');
    return relay(request);
  }

  async function travel(request: Request, name: string, tab: Tab): Promise<Response> {
    if (!isAnswer(request)) return arrive(request);
    const key = keyOf(request);
    const fate = waiting.shift() ?? 'arrives';
    say(`${name}: sends answer ${key}, which ${fate}`);
    const copy = request.clone();
    await sleep(10);
    switch (fate) {
      case 'lost':
        throw offline();
      case 'late':
        setTimeout(() => void arrive(copy), LATE);
        throw offline();
      case 'noReply':
        void arrive(copy);
        throw offline();
      case 'repeated':
        void arrive(copy);
        await sleep(10);
        return arrive(request);
      case 'hangs':
        void arrive(copy);
        return never();
      default: {
        const response = await arrive(request);
        return tab.isGone() ? never() : response;
      }
    }
  }

  let kept: FakeStorage | StaleStorage | null = null;
  function storageOf() {
    if (storage === 'none') return {};
    if (storage === 'denied')
      return {
        storage: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      };
    // A duplicated tab has a copy of the session storage.
    const own: FakeStorage | StaleStorage =
      storage === 'stale'
        ? new StaleStorage(kept as StaleStorage | null)
        : Object.assign(new FakeStorage(), { isFull: storage === 'full' });
    if (own instanceof FakeStorage && kept instanceof FakeStorage)
      for (const [key, text] of kept.items) own.items.set(key, text);
    kept = own;
    return { storage: own };
  }

  function open(name: string): Document {
    const tab = browser.open();
    const watched = traced();
    const connection = tab.run(() =>
      connectInPage(
        connectRelay({
          url: 'https://app.example',
          fetch: (request) => (tab.isGone() ? never() : travel(request, name, tab)),
        }),
        {
          input: { member, job: 'aggregate' },
          trace: { onStep: (...step) => tab.isGone() || watched.trace.onStep(...step) },
          ...storageOf(),
        },
      ),
    );
    let shown = '';
    tab.run(() =>
      connection.subscribe(() => {
        const { member: view, isElsewhere, warning } = connection.getView();
        const now = `${view?.state}, needs ${view?.needs}, prompt ${view?.prompt}${isElsewhere ? ', elsewhere' : ''}${warning ? `, warning ${warning}` : ''}`;
        if (now !== shown && !tab.isGone()) say(`${name}: shows ${now}`);
        shown = now;
      }),
    );
    return { tab, connection, name, ...watched };
  }

  const given = new Set<string>();
  /** The person answers each question of a tab, once for each time that it asks. */
  function answer({ tab, connection, name }: Document): void {
    const { member: view, isSending } = connection.getView();
    if (tab.isGone() || isSending || view?.needs !== 'answers') return;
    const own = `${name} ${view.prompt}`;
    if (given.has(own)) return;
    given.add(own);
    const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
    say(`${name}: the person answers prompt ${view.prompt}`);
    void tab
      .run(() => connection.answer({ answers, prompt: view.prompt }))
      .then((problems) => {
        if (problems.some(({ code }) => code === 'notYet')) given.delete(own);
        for (const { code } of problems) say(`${name}: the answer is refused here: ${code}`);
      });
  }

  const documents: Document[] = [open('A')];
  const last = () => documents.at(-1) as Document;
  const outcome = () => last().connection.getView().member?.outcome?.outcome;
  if (second === 'beside') documents.push(open('B'));
  await settle();
  let isDone = second === 'beside' || second === 'none';
  for (let times = 0; times < 400 && !outcome(); times += 1) {
    const [first, other = first] = documents;
    if (first && who !== 'second') answer(first);
    if (other && (who !== 'first' || first?.tab.isGone())) answer(other);
    await pass(300);
    if (isDone || given.size === 0) continue;
    isDone = true;
    if (second === 'reload') {
      say('A: is reloaded');
      first?.tab.crash();
      first?.connection.dispose();
    } else say('B: is opened');
    documents.push(open('B'));
    await settle();
  }
  await pass(40_000);
  for (const { tab, connection, expectValid } of documents) {
    tab.crash();
    connection.dispose();
    expectValid();
  }
  return { outcome: outcome(), starts: bank.startsOf(member), atMx, refused, log };
}
