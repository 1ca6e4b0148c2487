/**
 * The page around the app: the relay, MX and its bank, and the time for all of them. `live(seed)` is one lifecycle
 * with two rounds. The app is hidden, shown and reloaded at random moments.
 */
import { createRelay } from '@mx-member/adapters/relay';
import type { MemberInput } from '@mx-member/machine';
import { createMxSimulator } from '@mx-member/simulator';
import { seeded } from '../seeded.ts';
import { credentials } from '../simulated.ts';
import { mxOver } from '../simulated-mx.ts';
import type { App, Mode, Report, World } from './connect-types.ts';
import { VirtualTime } from './virtual-time.ts';

/** The longest time of a lifecycle, and of one moment in real time, in ms. */
const LIMIT = 3 * 3_600_000;
const PATIENCE = 10_000;
const count = (counts: Record<string, number>, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1;
};

const hops = new MessageChannel();
hops.port1.start();
const hop = () =>
  new Promise<void>((resolve) => {
    hops.port1.onmessage = () => resolve();
    hops.port2.postMessage(null);
  });

async function live(seed: number): Promise<Report> {
  const { below, pick } = seeded(seed);
  // Neighbouring seeds have similar first numbers.
  for (let turn = 0; turn < 8; turn++) below(2);
  const time = new VirtualTime();
  const from = time.now;
  const log: string[] = [];
  const say = (text: string) => log.push(`${time.now - from} ${text}`);
  const simulator = createMxSimulator({ now: () => time.now, challengeLifetime: LIMIT });
  // In the other version every new member has a job at once.
  const mx = mxOver(simulator.fetch, { version: 'v20111101' });
  const relay = createRelay(mx, { authorize: () => true, basePath: '/mx' });
  const { userGuid } = await mx.createUser();
  const { member, reading } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials: credentials('simulate:options,token'),
    skipAggregation: true,
  });

  const given: Record<string, number> = {};
  const arrived: Record<string, number> = {};
  const cut: Record<string, number> = {};
  let working = 0;
  /** Replaces `document` in the frame. */
  let page = {};
  const calls = new Set<{ readonly name: string }>();
  const network = {};
  /** Requested locks. There is one tab, so each is granted, in real time. */
  const locks = new Set<object>();
  const frame = document.body.appendChild(document.createElement('iframe'));
  const app = (): App | undefined => (frame.contentWindow as unknown as { app?: App } | null)?.app;
  let mode: Mode = 'visible';
  let reloads = 0;
  let flips = 0;
  let wantsReload = false;

  const hasEnded = () => Boolean(app()?.connection.getView().member?.outcome);
  /** An app that is visible waits for a call or a timer, unless everything has ended. */
  const isAtRest = () =>
    working === 0 &&
    locks.size === 0 &&
    app() !== undefined &&
    (mode === 'hidden' || calls.size > 0 || time.has(page) || hasEnded());
  /** Waits until all work without a timer is done. */
  async function settle(): Promise<void> {
    const until = performance.now() + PATIENCE;
    for (let quiet = 0; quiet < 6; quiet = isAtRest() ? quiet + 1 : 0) {
      await hop();
      if (performance.now() > until) throw new Error(`The app does nothing.\n${log.join('\n')}`);
    }
  }

  async function send(request: Request, sender: object): Promise<Response> {
    const { url, method, headers } = request;
    const body = await request.text();
    const { call: name, answers = [] } = JSON.parse(body);
    const [before, after] = [below(1_500), below(1_500)];
    const own = { name };
    calls.add(own);
    request.signal.addEventListener('abort', () => calls.delete(own));
    say(`${name} is sent`);
    // Half of the reloads happen during a command.
    if (name !== 'readStatus' && below(2) === 0)
      time.set(() => reload(sender), below(before + after + 200), network);
    await time.sleep(before, network);
    // A request that was on its way when the page unloaded may be lost.
    if (sender !== page && below(2) === 0) return new Promise(() => {});
    working += 1;
    for (const { guid } of answers) count(arrived, guid);
    say(`${name} arrives`);
    const response = await relay(new Request(url, { method, headers: [...headers], body }));
    const text = await response.text();
    working -= 1;
    await time.sleep(after, network);
    calls.delete(own);
    if (sender !== page) return new Promise(() => {});
    say(`${name} is answered`);
    return new Response(text, { status: response.status, headers: [...response.headers] });
  }

  const input: MemberInput = {
    member,
    job: 'aggregate',
    ...(below(2) === 0 && { baseline: reading }),
  };
  const world: World = {
    input,
    get mode() {
      return mode;
    },
    enter(window) {
      const sender = page;
      time.take(window, sender);
      const { locks: real } = window.navigator;
      const request = async (
        name: string,
        options: LockOptions,
        hold: LockGrantedCallback<unknown>,
      ) => {
        const asked = {};
        locks.add(asked);
        const granted = (lock: Lock | null) => {
          locks.delete(asked);
          return hold(lock);
        };
        return real.request(name, options, granted).finally(() => locks.delete(asked));
      };
      Object.defineProperty(window.navigator, 'locks', { value: { request } });
      return (request) =>
        new Promise((resolve, reject) => {
          const { signal } = request;
          signal.addEventListener('abort', () => reject(signal.reason));
          send(request, sender).then(resolve, reject);
        });
    },
  };
  Object.assign(window, { world });

  function reload(asker: object): void {
    if (asker === page) wantsReload = true;
  }

  async function load(): Promise<void> {
    for (const { name } of calls) count(cut, name);
    say(`load, with ${[...calls].map(({ name }) => name).join() || 'nothing'} on its way`);
    calls.clear();
    locks.clear();
    time.drop(page);
    page = {};
    wantsReload = false;
    const loaded = new Promise((resolve) =>
      frame.addEventListener('load', resolve, { once: true }),
    );
    if (reloads === 0) frame.src = '/app';
    else frame.contentWindow?.location.reload();
    reloads += 1;
    await loaded;
    await settle();
  }

  function flip(): void {
    flips += 1;
    mode = mode === 'visible' ? 'hidden' : 'visible';
    say(mode);
    app()?.show(mode);
    if (mode === 'visible') time.set(look, 0, network);
  }

  let looking = 0;
  const answeredAt = new Map<number, number>();
  /**
   * The person answers the questions, sometimes with two clicks or with Enter as well, and answers again if nothing
   * happens.
   */
  function look(): void {
    time.clear(looking);
    if (mode === 'hidden') return;
    looking = time.set(look, 200 + below(2_000), network);
    const view = app()?.connection.getView();
    const form = frame.contentDocument?.querySelector('form');
    if (!form || view?.member?.needs !== 'answers') return;
    const { prompt, challenges } = view.member;
    if (time.now - (answeredAt.get(prompt) ?? 0) < 10_000) return;
    const field = form.querySelector('input');
    const guid = field?.dataset.guid;
    if (!field || !guid || guid !== challenges[0]?.guid) return;
    answeredAt.set(prompt, time.now);
    count(given, guid);
    say(`answer ${prompt}`);
    if (field.type === 'radio') field.checked = true;
    else field.value = 'correct';
    const button = form.querySelector('button');
    const gesture = below(3);
    if (gesture === 1) form.requestSubmit();
    button?.click();
    if (gesture === 2) button?.click();
  }

  for (let times = below(3); times > 0; times--)
    time.set(() => reload(page), below(40_000), network);
  for (let times = below(12); times > 0; times--)
    time.set(flip, pick([below(40_000), below(40_000), below(600_000)]), network);
  // At the end the app is visible.
  time.set(() => mode === 'hidden' && flip(), 600_000, network);

  await load();
  look();
  const isOver = () => mode === 'visible' && hasEnded();
  while (!isOver() && time.now - from < LIMIT) {
    time.next();
    if (wantsReload) await load();
    await settle();
  }
  const title = frame.contentDocument?.querySelector('h2')?.textContent ?? '';
  const { starts, answers, refusedAnswers } = simulator.bank.member(member.memberGuid).received;
  frame.remove();
  sessionStorage.clear();
  return {
    title,
    starts: starts.filter(({ result }) => result === 'started').length,
    answers: answers.length,
    refused: refusedAnswers,
    given,
    arrived,
    reloads: reloads - 1,
    cut,
    flips,
    log,
  };
}

Object.assign(window, { live });
