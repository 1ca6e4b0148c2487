import { afterEach, beforeEach, vi } from 'vitest';
import { type Bank, memberOf } from '../../support/bank.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { type FakeBrowser, fakeBrowser } from './browser.ts';
import { connectInPage, type PageOptions } from './in-page.ts';

/** The tabs of one browser with pages that show the same member. */

export const member = memberOf(1);

/** The browser of the test that runs. */
export let browser: FakeBrowser;
/** Gives each test of a file a browser, and virtual time. */
export function eachWithTabs(): void {
  beforeEach(() => {
    stopTime();
    browser = fakeBrowser();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    releaseTime();
  });
}

/** A tab with a page that shows the member. */
export function open(bank: Bank, options: PageOptions = {}) {
  const tab = browser.open();
  const connection = tab.run(() =>
    connectInPage(bank, { input: { member, job: 'aggregate' }, ...options }),
  );
  const leave = tab.run(() => connection.subscribe(() => {}));
  return { tab, connection, leave };
}
export type Page = ReturnType<typeof open>;

export const viewOf = ({ connection }: Page) => connection.getView();
export const needs = (page: Page) => viewOf(page).member?.needs ?? null;
export const outcome = (page: Page) => viewOf(page).member?.outcome?.outcome ?? null;
export const asked = (page: Page) => pass(60_000, () => needs(page) === 'answers');
export const ended = (page: Page) => pass(60_000, () => outcome(page) !== null);
/** Answers all questions in a page. */
export function answer({ tab, connection }: Page, value = 'correct') {
  const { challenges = [], prompt = 0 } = connection.getView().member ?? {};
  const answers = challenges.map(({ guid }) => ({ guid, value }));
  return tab.run(() => connection.answer({ answers, prompt }));
}
