import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launchChromium } from '../../support/chromium.ts';

/** How long a thing may take to appear, in ms. It is there much sooner. */
const PATIENCE = 8_000;

export interface Visit {
  readonly page: Page;
  /** Chooses what is to happen and connects. */
  connect(scenario: string): Promise<void>;
  heading(name: string | RegExp): Locator;
  button(name: string): Locator;
  /** Waits until the screen has this heading. */
  sees(name: string | RegExp): Promise<void>;
  /** Waits until the focus is there. */
  focuses(locator: Locator): Promise<void>;
}

/**
 * Opens a browser for the tests of a file. Each visit has storage of its own, and none may leave an error in the console.
 * @returns How to visit the playground: `visit()`, with what differs from the ordinary window, and `before` run in the page
 *   before its own scripts.
 */
export function usePlayground(): (
  options?: BrowserContextOptions & { readonly at?: string; readonly before?: () => void },
) => Promise<Visit> {
  let browser: Browser;
  const complaints: string[] = [];
  const pages: Page[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()));
    expect(complaints.splice(0)).toEqual([]);
  });

  return async ({ at, before, ...options } = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    pages.push(page);
    page.setDefaultTimeout(PATIENCE);
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (said) => {
      if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
    });
    if (before) await page.addInitScript(before);
    await page.goto(at ?? `${inject('playground').url}?pace=fast`);
    return visitOf(page);
  };
}

function visitOf(page: Page): Visit {
  const heading = (name: string | RegExp) =>
    page.locator('#connect').getByRole('heading', { name, exact: true });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  return {
    page,
    heading,
    button,
    sees: (name) => heading(name).waitFor(),
    focuses: (locator) => locator.and(page.locator(':focus')).waitFor(),
    async connect(scenario) {
      await page.getByLabel('What should happen').selectOption(scenario);
      await page.getByRole('button', { name: /^(Connect|Continue to MX Bank)$/ }).click();
    },
  };
}
