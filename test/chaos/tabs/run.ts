import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seeded } from '../../support/seeded.ts';
import { type Fate, RunLog } from './run-log.ts';
import type { openSite } from './site.ts';

/** One lifecycle in two tabs. The seed decides what happens. The timing is real, so two runs are never quite alike. */

/** The bank asks in two rounds. */
const QUESTIONS = 2;
/** How long a run may take on a busy machine, in ms. */
const LIMIT = 180_000;
const FATES: readonly Fate[] = [
  'arrives',
  'arrives',
  'arrives',
  'cut',
  'cut',
  'lost',
  'late',
  'slow',
];

/** The result of a run. */
export interface Lived {
  readonly seed: number;
  readonly answers: number;
  readonly refused: number;
  /** Commands that the browser repeated by itself. */
  readonly repeats: number;
  /** Why answers were refused. */
  readonly reasons: readonly string[];
  readonly mistakes: readonly string[];
  readonly log: readonly string[];
}

export const describeRun = ({ seed, mistakes, log }: Lived): string =>
  [`seed ${seed}`, ...mistakes.map((one) => `MISTAKE ${one}`), ...log, ''].join('\n');

const STATE = `document.querySelector('mx-connect')?.connection?.getView().member?.outcome?.outcome ?? null`;

/** The outcome that a tab shows; `null` before the end, and for a page that did not load. */
const outcomeIn = (page: Page): Promise<unknown> => page.evaluate(STATE).catch(() => null);

/** A browser window with two tabs, which serves one run after the other. */
export interface Desk {
  readonly context: BrowserContext;
  readonly a: Page;
  readonly b: Page;
}

export async function openDesk(browser: Browser): Promise<Desk> {
  const context = await browser.newContext();
  return { context, a: await context.newPage(), b: await context.newPage() };
}

async function load(page: Page, name: string, address: string, log: RunLog): Promise<void> {
  page.on('console', (message) => log.say(`${name}: ${message.text()}`));
  page.on('pageerror', (error) => log.say(`${name}: ERROR ${error.message}`));
  await page.goto(address).catch(() => log.say(`${name}: cannot be loaded`));
}

async function clear({ context, a, b }: Desk): Promise<void> {
  await context.setOffline(false);
  for (const page of [a, b]) {
    page.removeAllListeners('console');
    page.removeAllListeners('pageerror');
    await page.goto('about:blank');
  }
}

export async function live(
  desk: Desk,
  site: Awaited<ReturnType<typeof openSite>>,
  seed: number,
): Promise<Lived> {
  const { context, a, b } = desk;
  const { below, pick } = seeded(seed);
  // Neighbouring seeds have similar first numbers.
  for (let turn = 0; turn < 8; turn += 1) below(2);
  const log = new RunLog();
  const source = pick(['relay', 'relay', 'host'] as const);
  const storage = pick(['denied', 'denied', 'kept', 'full'] as const);
  log.say(`the member runs in the ${source === 'relay' ? 'page' : 'server'}; storage: ${storage}`);
  const fates = Array.from({ length: 12 }, () => pick(FATES));
  const { addressOf, received } = await site.begin(
    { log, source, fateOf: () => fates.shift() ?? 'arrives' },
    storage,
  );
  const from = performance.now();
  try {
    await load(a, 'A', addressOf('A'), log);
    const tabs = [a];
    const deeds = {
      async offline() {
        log.say('the network is gone');
        await context.setOffline(true);
        await wait(200 + below(2_500));
        await context.setOffline(false);
        log.say('the network is back');
      },
      async open() {
        if (tabs.length > 1) return;
        log.say('B: is opened');
        tabs.push(b);
        await load(b, 'B', addressOf('B'), log);
      },
      async reload() {
        log.say('A: is reloaded');
        await a.reload().catch(() => log.say('A: cannot be loaded'));
      },
    };
    for (let times = 2 + below(4); times > 0; times -= 1) {
      await wait(below(900));
      await deeds[pick(['offline', 'offline', 'open', 'reload'] as const)]();
    }
    const outcomes = () => Promise.all(tabs.map(outcomeIn));
    while (!(await outcomes()).some(Boolean) && performance.now() - from < LIMIT) await wait(200);
    const shown = await outcomes();
    const { answers, refusedAnswers } = received();
    const reasons = log.reasons();
    const mistakes = [
      ...(shown.includes('connected') ? [] : [`the tabs show ${shown.join(' and ')}`]),
      ...(answers.length === QUESTIONS
        ? []
        : [`the bank took ${answers.length} answers to ${QUESTIONS} questions`]),
      ...(refusedAnswers === reasons.length
        ? []
        : [`${refusedAnswers} answers were refused, and ${reasons.length} are explained`]),
      ...log.mistakes(),
    ];
    const { repeats } = log;
    return {
      seed,
      answers: answers.length,
      refused: refusedAnswers,
      repeats,
      reasons,
      mistakes,
      log: log.lines,
    };
  } finally {
    await clear(desk);
  }
}
