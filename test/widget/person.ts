import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Site } from './site.ts';

/** How long a screen may take to appear, in ms. It is long because several flows share the machine. */
const PATIENCE = 45_000;

const NO_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>';

/** A person in a browser, who uses MX's widget. */
export class Person {
  readonly site: Site;
  readonly #context: BrowserContext;
  readonly #way: 'direct' | 'host';
  page: Page;
  /** How often the person has sent an answer. */
  answers = 0;

  private constructor(site: Site, context: BrowserContext, way: 'direct' | 'host', page: Page) {
    this.site = site;
    this.#context = context;
    this.#way = way;
    this.page = page;
  }

  static async sit(browser: Browser, site: Site, way: 'direct' | 'host'): Promise<Person> {
    const context = await browser.newContext({ viewport: { width: 420, height: 800 } });
    // Instead of MX's fonts and logos. Without a reply, the widget asks for the logos again and again.
    await context.route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: NO_PICTURE }),
    );
    return new Person(site, context, way, await context.newPage());
  }

  /** Opens the page. @param query Options of the page. */
  async open(query: Readonly<Record<string, string>> = {}, page = this.page): Promise<void> {
    const params = new URLSearchParams({ ...query, ...(this.#way === 'host' && { host: '' }) });
    await page.goto(`${this.site.url}/?${params}`);
  }

  /** Opens a second tab, and goes on in it. @returns The first tab. */
  async openTab(query: Readonly<Record<string, string>> = {}): Promise<Page> {
    const first = this.page;
    this.page = await this.#context.newPage();
    await this.open(query);
    return first;
  }

  async text(page = this.page): Promise<string> {
    // biome-ignore lint/performance/useDomNodeTextContent: hidden words do not count.
    return (await page.evaluate(() => document.body.innerText)).replace(/\s+/g, ' ');
  }

  /** Waits until the page shows a text. */
  async sees(pattern: RegExp, patience = PATIENCE): Promise<void> {
    const until = performance.now() + patience;
    for (;;) {
      const text = await this.text().catch(() => '');
      if (pattern.test(text)) return;
      if (performance.now() > until)
        throw new Error(`did not see ${pattern}, but: ${text.slice(0, 200)}`);
      await this.page.waitForTimeout(100);
    }
  }

  async choose(bank = 'MX-Bank'): Promise<void> {
    const row = `[data-test="${bank}-row"], [data-test="${bank}-tile"]`;
    await this.page.click(row, { timeout: PATIENCE });
  }

  async login(password: string): Promise<void> {
    await this.page.fill('input[name="LOGIN"]', 'mxuser', { timeout: PATIENCE });
    await this.page.fill('input[name="PASSWORD"]', password);
    await this.page.click('[data-test="credentials-continue"]');
  }

  /** From the empty page to the login. */
  async connect(password: string): Promise<void> {
    await this.open();
    await this.choose();
    await this.login(password);
  }

  /** Types an answer and sends it. */
  async answer(value: string): Promise<void> {
    await this.page.fill('form input:not([type=radio])', value, { timeout: PATIENCE });
    await this.submit();
  }

  async submit(button = '[data-test="continue-button"]', page = this.page): Promise<void> {
    this.answers += 1;
    await page.click(button, { timeout: PATIENCE });
  }

  /** A frame in the page pretends to be the bank's page, many times. */
  async forge(): Promise<void> {
    await this.page.evaluate((member_guid) => {
      const frame = document.createElement('iframe');
      const data = { mx: true, type: 'oauthComplete/error', metadata: { member_guid } };
      frame.srcdoc = `<script>for (let i = 0; i < 100; i += 1) parent.postMessage(${JSON.stringify(data)}, '*')<${'/'}script>`;
      document.body.append(frame);
    }, this.member().member);
  }

  /** The person's only member, as the page's address names it. */
  member(): { readonly member: string } {
    return { member: this.site.members()[0]?.guid ?? '' };
  }

  leave(): Promise<void> {
    return this.#context.close();
  }
}
