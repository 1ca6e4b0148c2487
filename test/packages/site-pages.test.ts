import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { PAGES } from '../../site/pages.ts';
import { serveFolder } from '../playground/support/serve.ts';
import { violations } from '../screens/support/page.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { ROOT } from './support/files.ts';

const SITE = join(ROOT, 'site');
const DIST = join(SITE, 'dist');

/** The built pages, without the reference and without the playground's own page. */
const htmlFiles = (): readonly string[] =>
  readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.html') && !/^(playground|api)\//.test(name),
  );

/** The longest time of a build with the API, on a busy machine, in ms. */
const BUILD = 300_000;

/** A look of a page: how wide, and in which colours. */
type Look = readonly [width: number, colorScheme: 'light' | 'dark'];
const PHONE = 390;
const LOOKS: readonly Look[] = [
  [1280, 'light'],
  [PHONE, 'dark'],
];
/** Only of pages that have each kind of content: width and colour do not depend on each other. */
const OTHER_LOOKS: readonly Look[] = [
  [1280, 'dark'],
  [PHONE, 'light'],
];
/** The pages in the menu, and two that are not. */
const HTML_FILES = [...PAGES.map(({ path }) => `${path}.html`), 'index.html', '404.html'];
const IN_ALL_LOOKS = ['index.html', 'start.html', 'servers.html', 'errors.html'];

/** What is wrong with a page in one look. */
async function problemsIn(page: Page, [width, colorScheme]: Look) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const tooWide = await page.evaluate(() =>
    document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : [],
  );
  const cells = await page.evaluate(() => [
    ...[...document.querySelectorAll('.vp-doc table')]
      .filter((table) => table.scrollWidth > table.clientWidth)
      .map((table) => `a cut table: ${table.textContent?.trim().slice(0, 40)}`),
    ...[...document.querySelectorAll('.vp-doc td code')]
      .filter((code) => /^\w{1,18}$/.test(code.textContent) && code.getClientRects().length > 1)
      .map((code) => `a broken name: ${code.textContent}`),
  ]);
  // On a wide screen, a table of many columns may scroll.
  const found = [...(await violations(page)), ...tooWide, ...(width === PHONE ? cells : [])];
  return found.map((problem) => `${width}, ${colorScheme}: ${problem}`);
}

describe.skipIf(!hasChromium)('the built site', () => {
  let browser: Browser;
  let page: Page;
  let served: Awaited<ReturnType<typeof serveFolder>>;

  beforeAll(async () => {
    await promisify(execFile)(join(SITE, 'node_modules/.bin/vitepress'), ['build'], {
      cwd: SITE,
    });
    served = await serveFolder(DIST, '/');
    browser = await launchChromium();
    page = await browser.newPage();
  }, BUILD);
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  test('has each page as HTML and as Markdown, and a list of them for programs', () => {
    const list = readFileSync(join(DIST, 'llms.txt'), 'utf8');
    for (const { path } of PAGES) {
      expect(existsSync(join(DIST, `${path}.html`))).toBe(true);
      expect(existsSync(join(DIST, `${path}.md`))).toBe(true);
      expect(list).toContain(`(/${path}.md)`);
    }
  });

  test('has no other pages', () => {
    expect(htmlFiles().toSorted()).toEqual(HTML_FILES.toSorted());
  });

  test.each(HTML_FILES)(
    'is accessible in light and dark, on a wide screen and a phone: %s',
    async (name) => {
      await page.goto(`${served.url}${name}`);
      const found: string[] = [];
      for (const look of IN_ALL_LOOKS.includes(name) ? [...LOOKS, ...OTHER_LOOKS] : LOOKS)
        found.push(...(await problemsIn(page, look)));
      expect(found).toEqual([]);
    },
  );

  /** The addresses that the search finds first, offline. */
  async function found(words: string): Promise<readonly (string | null)[]> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const away: string[] = [];
    await context.route('**', (route) => {
      const url = route.request().url();
      if (url.startsWith(served.url)) return route.continue();
      away.push(url);
      return route.abort();
    });
    const offline = await context.newPage();
    await offline.goto(`${served.url}start.html`);
    await offline.getByRole('button', { name: 'Search' }).click();
    await offline.getByRole('searchbox').fill(words);
    await offline.locator('#localsearch-list a').first().waitFor();
    const links = await offline
      .locator('#localsearch-list a')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(away).toEqual([]);
    await context.close();
    return links;
  }

  // The API has a heading for each name. Somebody who types a word means the guide.
  test.each([
    ['how do I show the questions in my own markup', /^\/looks.html#your-own-markup/],
    ['a user closed the tab', /^\/connect.html#(tabs|reloads)/],
    ['what does it cost', /^\/costs/],
    ['price per connection', /^\/costs/],
    ['what does MX bill', /^\/costs.html#what-mx-bills/],
    ['how do I verify a webhook', /^\/host-http.html#webhooks/],
    ['which database do I need', /^\/(servers.html#the-database|production.html#postgresql)/],
    ['does it work on a phone', /^\/oauth.html#on-a-phone/],
    ['React Native', /^\/oauth.html#react-native-and-expo/],
    ['my bank uses OAuth', /^\/oauth/],
    ['which promises hold with the hosted widget', /^\/mx-widget.html#which-promises-hold/],
    ['how do I change the colours', /^\/looks.html#styles/],
    ['translate into German', /^\/looks.html#texts/],
    ['content security policy', /^\/looks.html#policies/],
    ['can I run it in production', /^\/production/],
    ['Postgres', /^\/production.html#postgresql/],
    ['how to upgrade', /^\/upgrades.html#upgrade/],
    ['how do I test without MX', /^\/(testing|test-your-backend)/],
    ['what is stored about a user', /^\/privacy/],
    ['delete a user', /^\/privacy.html#erase-a-user/],
    ['refresh data every night', /^\/after-connected.html#fresh-accounts/],
    ['how many times may a person log in', /^\/logins/],
    ['locked', /^\/logins/],
    ['a bank is down', /^\/connect.html#a-bank-that-is-down/],
    ['write it in Python', /^\/another-language/],
    ['Next.js', /^\/servers.html#nextjs/],
    ['how do I receive webhooks on my server', /^\/host-http.html#webhooks/],
    ['who has to fix a broken connection', /^\/after-connected/],
    ['what happens when my server restarts', /^\/start.html#crashes/],
    ['how long is data kept', /^\/privacy/],
    ['which Node version', /^\/servers.html#install/],
    ['the bank asks the same question twice', /^\/troubleshooting.html#the-same-question/],
    ['how do I see what happened to one member', /^\/troubleshooting.html#what-happened/],
    ['remove a member', /^\/(privacy.html#erase-a-user|creating-members)/],
    ['SSR', /^\/connect.html/],
    ['rate limit of MX', /^\/mx-client.html#mxs-rate-limit/],
    ['backup', /^\/production.html#backups/],
    ['consent expired', /^\/(after-connected|oauth.html#a-member-that-exists)/],
    ['difference to MX widget', /^\/adopting.html/],
    ['how do I contribute', /^\/contributing/],
    ['can I use it without React', /^\/connect.html#without-react/],
    ['how do I know that the data is fresh', /^\/behaviour.html#whether-the-data/],
    ['two tabs open', /^\/connect.html#tabs/],
    ['which events does the machine emit', /^\/xstate.html#listen/],
    ['where do I put my MX key', /^\/mx-client.html#your-mx-api-key/],
    ['approval in the app of the bank', /^\/connect.html#an-approval/],
    ['the code does not arrive', /^\/connect.html#a-code-that-does-not/],
    ['simulate a slow bank', /^\/testing.html#faults/],
    ['MX Bank test passwords', /^\/test-bank.html#test-passwords/],
    ['which browsers are supported', /^\/servers.html#install/],
    ['Vercel', /^\/servers.html#nextjs/],
    ['CORS', /^\/(servers.html|host-http.html)/],
    ['wrong password', /^\/logins.html#after-a-wrong-password/],
    ['unlock account', /^\/logins/],
    ['Angular', /^\/connect.html#without-react/],
    ['web component', /^\/connect.html#without-react/],
    ['vanilla javascript', /^\/connect.html#without-react/],
    ['server crash after answer sent', /^\/start.html#(3-the-person|crashes)/],
    ['crash while answering', /^\/start.html#(3-the-person|crashes)/],
    ['daily update of accounts', /^\/after-connected.html#fresh-accounts/],
    ['two servers', /^\/production.html#two-servers/],
    ['high availability', /^\/production.html#(one-owner|two-servers)/],
    ['right to erasure', /^\/privacy.html#erase-a-user/],
    ['deletion request', /^\/privacy.html#erase-a-user/],
    ['data retention', /^\/privacy.html#data-retention/],
    ['encryption at rest', /^\/privacy.html#encrypt-records/],
    ['translation', /^\/looks.html#texts/],
    ['italian', /^\/looks.html#texts/],
    ['i18n', /^\/looks.html#texts/],
    ['locale', /^\/looks.html#texts/],
    ['test my own backend', /^\/test-your-backend/],
    ['how many members', /^\/production.html#how-many-members/],
    ['deep link', /^\/oauth/],
    ['support', /^\/change-board.html#for-your-call-centre/],
    ['createHostHandler', /^\/(servers|host-http|creating-members|packages\/host)/],
  ])('finds a guide for %s without a network', async (words, guide) => {
    const [first, ...others] = await found(words);
    expect(first).toMatch(guide);
    expect(others.slice(0, 2).join(' ')).not.toMatch(/\/api\//);
  });

  test('says what it is where a link is shown: an icon, a title, a description, the version, and the file to edit', async () => {
    await page.goto(`${served.url}relay.html`);
    const of = (selector: string, name: string) => page.locator(selector).getAttribute(name);
    expect(await of('link[rel="icon"]', 'href')).toBe('/favicon.svg');
    expect(existsSync(join(DIST, 'favicon.svg'))).toBe(true);
    expect(await of('meta[property="og:title"]', 'content')).toBe('The relay in production');
    const about = await of('meta[property="og:description"]', 'content');
    expect(about).toBe(await of('meta[name="description"]', 'content'));
    expect(about).toContain('relay');
    expect(await of('meta[property="og:image"]', 'content')).toMatch(/playground-light\.png$/);
    const { version } = JSON.parse(
      readFileSync(join(ROOT, 'packages/machine/package.json'), 'utf8'),
    );
    expect(await page.locator('.VPNavBarMenu').textContent()).toContain(version);
    expect(await of('.edit-link-button', 'href')).toBe(`${ADDRESS}/edit/main/docs/relay.md`);
    await page.goto(`${served.url}errors.html`);
    expect(await page.locator('.edit-link-button').count()).toBe(0);
  });

  test('shows on its first page what the bank receives when replies are lost, the two commands, and code', async () => {
    await page.goto(`${served.url}index.html`);
    const cells = (name: string) =>
      page.locator('tr', { hasText: name }).locator('td').allTextContents();
    const [own, loop] = [await cells('mx-member'), await cells('a polling loop')];
    expect(own.slice(1, 4)).toEqual(['1', '2', '0']);
    expect(loop.slice(1, 4)).toEqual(['1', '2', '4']);
    expect(Number(own[4])).toBeLessThan(Number(loop[4]));
    const code = (await page.locator('pre').allTextContents()).join('\n');
    expect(code).toMatch(/pnpm@12 demo.*pnpm@12 playground.*createHost/s);
  });

  test('opens the first groups of the menu, and the group of the page', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${served.url}otel.html`);
    const open = await page
      .locator('.VPSidebarItem.level-0:not(.collapsed) > .item')
      .allTextContents();
    expect(open.map((name) => name.trim())).toEqual(['Start', 'Guides', 'Operate']);
  });
});
