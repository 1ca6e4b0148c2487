import { afterEach, beforeEach, vi } from 'vitest';
import { type Bank, memberOf } from '../../support/bank.ts';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { type FakeBrowser, fakeBrowser } from './browser.ts';
import { connectInPage, type PageOptions } from './in-page.ts';
import * as person from './person.ts';

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
export const needs = ({ connection }: Page) => person.needs(connection);
export const outcome = ({ connection }: Page) => person.outcome(connection);
export const asked = ({ connection }: Page) => person.asked(connection);
export const ended = ({ connection }: Page) => person.ended(connection);
export const answer = ({ tab, connection }: Page, value?: string) =>
  tab.run(() => person.answer(connection, value));
