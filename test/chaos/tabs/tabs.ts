import { setTimeout as wait } from 'node:timers/promises';
import type { MemberView, Problem } from '@mx-member/machine/step';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasChromium, launchChromium } from '../../support/chromium.ts';
import type { Door } from '../../world/hosts/door.ts';
import { createByServer, type Place, type Process, type Start } from '../../world/hosts/places.ts';
import type { Life } from '../../world/life.ts';
import type { Plan } from '../../world/plan.ts';
import { Crowd } from '../crowd.ts';
import type { Found, Part } from '../outcome.ts';
import { inRealTime, inTabs } from '../plans.ts';
import type { AskedTab } from './page.ts';
import { buildPage, type Fate, openSite } from './site.ts';

/** Plans in Chromium: in one tab or two, with denied or full storage, moments without a network, reloads, and broken connections. */

const FATES = ['arrives', 'arrives', 'arrives', 'cut', 'cut', 'lost', 'late', 'slow'] as const;
/** So many commands of a person have a fate. The others arrive. */
const MOST_FATES = 12;

/** A person at a browser of their own, on a site of their own. */
interface Desk {
  readonly context: BrowserContext;
  /** Two tabs for all loads, as a person has them. */
  readonly pages: readonly Page[];
  readonly site: Awaited<ReturnType<typeof openSite>>;
  readonly create: ReturnType<typeof createByServer>;
  readonly source: AskedTab['source'];
  readonly storage: AskedTab['storage'];
  /** What the first tab was opened for. */
  input: AskedTab['input'] | null;
  /** The page as it is now. A reload ends it. */
  life: Life;
}

interface Trouble {
  readonly random: () => number;
  /** What happens to the commands. @default drawn */
  readonly fate?: Fate;
  /** @default true */
  readonly hasKeys?: boolean;
}

/** A process is a page between two reloads. */
class Tabs implements Place {
  reloads = 0;
  readonly #browser: Browser;
  readonly #html: string;
  readonly #trouble: Trouble;
  readonly #desks = new Map<string, Desk>();

  constructor(browser: Browser, html: string, trouble: Trouble) {
    this.#browser = browser;
    this.#html = html;
    this.#trouble = trouble;
  }

  async open(start: Start): Promise<Process> {
    const { life, userGuid, options, write, otherMx } = start;
    const known = this.#desks.get(userGuid);
    const desk = known ?? (await this.#sit(start));
    desk.life = life;
    if (!known) void this.#disturb(desk);
    const tabs: Page[] = [];
    const openTab = async () => {
      const page = desk.pages[tabs.length];
      if (page && (await load(page, desk, life))) tabs.push(page);
    };
    if (desk.input) await openTab();
    let sending = 0;
    const view = () => asked<MemberView>(tabs.at(-1), 'tab.view()');
    const door: Door = {
      view,
      async start(input) {
        desk.input ??= {
          ...input,
          ...(desk.source === 'relay' && { ...options, unsafePacing: true }),
        };
        await openTab();
        return view();
      },
      async answer(_, given) {
        // The same answer at the same moment comes from the other tab.
        const tab = tabs.at(-1 - (sending % tabs.length));
        sending += 1;
        const answering = `tab.answer(${JSON.stringify(given)})`;
        const problems = await asked<readonly Problem[]>(tab, answering).finally(() => {
          sending -= 1;
        });
        return { view: await view(), problems };
      },
      create: (request) => life.through('creation', () => desk.create(request, door)),
      oauthWindowUri: (request) => otherMx.oauthWindowUri(request),
      updateCredentials: (request) => otherMx.updateCredentials(request),
    };
    const bury = async () => {
      for (const page of desk.pages) await page.goto('about:blank').catch(() => {});
    };
    const close = async () => {
      for (const page of tabs) write(await page.evaluate('JSON.stringify({ ...localStorage })'));
      void desk.context.close();
    };
    return { door, hint: async () => {}, bury, close };
  }

  async remove(): Promise<void> {
    for (const { site } of this.#desks.values()) await site.close();
  }

  async #sit({ userGuid, otherMx: mx, options, life, write }: Start): Promise<Desk> {
    const { random, fate, hasKeys = true } = this.#trouble;
    const pick = <Value>(values: readonly Value[]) =>
      values[Math.floor(random() * values.length)] as Value;
    const source = pick(['relay', 'relay', 'host'] as const);
    const storage = pick(['denied', 'denied', 'kept', 'full'] as const);
    // A page that has forgotten an answer asks again under the same number, and nobody could tell the late answer from the next one.
    const forgets = source === 'relay' && storage !== 'kept';
    const fates = FATES.filter((one) => one !== 'late' || !forgets);
    let left = MOST_FATES;
    const fateOf = () => (left-- > 0 ? (fate ?? pick(fates)) : 'arrives');
    const context = await this.#browser.newContext();
    const pages = [await context.newPage(), await context.newPage()];
    for (const page of pages) {
      page.on('console', (message) => write(message.text()));
      page.on('pageerror', (error) => write(error.message));
    }
    const desk: Desk = {
      ...{ context, pages },
      site: await openSite({ mx, html: this.#html, options, fateOf, hasKeys }),
      create: createByServer(mx, userGuid),
      source,
      storage,
      input: null,
      life,
    };
    this.#desks.set(userGuid, desk);
    return desk;
  }

  /** The network is gone for moments, and the page is reloaded. */
  async #disturb(desk: Desk): Promise<void> {
    const { random } = this.#trouble;
    const { context } = desk;
    for (let times = 2 + Math.floor(random() * 4); times > 0; times -= 1) {
      await wait(random() * 900);
      if (random() < 0.4) {
        this.reloads += 1;
        desk.life.end();
      } else {
        await context.setOffline(true).catch(() => {});
        await wait(200 + random() * 2_500);
        await context.setOffline(false).catch(() => {});
      }
    }
  }
}

/** Calls the page of a tab. */
async function asked<Result>(tab: Page | undefined, call: string): Promise<Result> {
  if (!tab) throw new Error('No tab is open.');
  return tab.evaluate<Result>(call);
}

/** Loads the page of a tab. Without a network it is tried again. @returns Whether it is there. After a reload it is not. */
async function load(page: Page, { site, source, storage, input }: Desk, life: Life) {
  const hash = encodeURIComponent(JSON.stringify({ source, storage, input }));
  let isThere = false;
  while (!isThere && !life.isDead) {
    isThere = await page.goto(`${site.url}/#${hash}`).then(
      () => true,
      () => false,
    );
    if (!isThere) await wait(100);
  }
  return isThere && !life.isDead;
}

/** Plays plans in one browser. @returns What was found, and how often a page was reloaded. */
async function play(
  trouble: Trouble,
  plan: () => Plan,
  [count, atOnce]: readonly [number, number],
): Promise<Found & { readonly kills: number }> {
  const browser = await launchChromium();
  const place = new Tabs(browser, await buildPage(), trouble);
  const crowd = new Crowd({ add() {} }, place, plan);
  try {
    await crowd.run(atOnce, (begun) => begun < count);
  } finally {
    await place.remove();
    await browser.close();
  }
  return { ...crowd.found(), kills: place.reloads };
}

/**
 * The mistake that must be noticed: something on the way removes the keys of the commands. A browser repeats a command by itself whose
 * connection breaks.
 */
const noticesMissingKeys = async (random: () => number): Promise<boolean> => {
  const plan = () => inRealTime({ host: 'page', asks: 'token' });
  const { twice } = await play({ random, fate: 'cut', hasKeys: false }, plan, [4, 4]);
  return twice > 0;
};

export const tabs: Part = async (random) => {
  if (!hasChromium) return null;
  const found = await play({ random }, inTabs(random), [32, 6]);
  const isNoticed = await noticesMissingKeys(random);
  const unnoticed = 'Without keys no answer arrived twice: the test would not notice.';
  return {
    whileSending: 0,
    ...found,
    failures: [...found.failures, ...(isNoticed ? [] : [unnoticed])],
  };
};
