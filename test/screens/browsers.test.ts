import { existsSync } from 'node:fs';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveFetch } from '../restate-cluster/src/serve.ts';
import { FIREFOX, launchFirefox } from '../support/browsers/firefox.ts';
import { KEYS, type RemotePage } from '../support/browsers/remote.ts';
import { DRIVER, launchWebkit, XVFB } from '../support/browsers/webkit.ts';
import { lookAround } from '../support/looks.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { htmlOf } from './support/page.ts';

const BROWSERS = {
  Firefox: { launch: launchFirefox, needs: [FIREFOX] },
  WebKit: { launch: launchWebkit, needs: [DRIVER, XVFB] },
};
const isInstalled = ({ needs }: { readonly needs: readonly string[] }) => needs.every(existsSync);
const MISSING =
  'Firefox or WebKit is not installed. On Debian: apt-get install firefox-esr webkit2gtk-driver xvfb';
if (process.env.CI && !Object.values(BROWSERS).every(isInstalled)) throw new Error(MISSING);

/** A site on a TCP port that creates members with the first login. */
async function startSite() {
  const simulator = createMxSimulator({ step: 150 });
  const mx = mxOver(simulator.fetch);
  const pacing = { first: 100, spread: 0, busy: 300, busyMost: 300 };
  const host = await createHost({ port: mx, directory: mx, pacing, unsafePacing: true });
  onTestFinished(() => host.close());
  const { userGuid } = await mx.createUser();
  const authorize = () => ({ userGuid });
  const handler = createHostHandler(host, { basePath: '/mx', authorize, access: mx, creator: mx });
  const html = await htmlOf('create');
  const { url, close } = await serveFetch((request) =>
    new URL(request.url).pathname === '/'
      ? new Response(html, { headers: { 'content-type': 'text/html' } })
      : handler(request),
  );
  onTestFinished(close);
  return {
    url: `${url}/#attempt-1`,
    members: () => [...simulator.bank.members(simulator.bank.user(userGuid)).values()],
  };
}

/** Finds in the page, and in shadow roots. */
const DEEP = `
  const roots = [document, ...[...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])];
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
`;

/** A person who uses only the keyboard. */
function personAt(page: RemotePage) {
  const ask = (expression: string) => page.evaluate(`(() => { ${DEEP} return ${expression}; })()`);
  const nameOfActive = `active?.labels?.[0]?.textContent ?? active?.textContent`;
  async function tabTo(name: string): Promise<void> {
    for (let tabs = 0; tabs < 25; tabs += 1) {
      if (
        String(await ask(nameOfActive))
          .trim()
          .startsWith(name)
      )
        return;
      await page.type(KEYS.tab);
    }
    throw new Error(`${page.name}: the keyboard does not reach ${name}`);
  }
  return {
    tabTo,
    sees: (text: string) =>
      expect
        .poll(() => ask(`all('[data-screen]').map(({ textContent }) => textContent).join('\\n')`))
        .toContain(text),
    async types(name: string, text: string) {
      await tabTo(name);
      await page.type(text);
    },
    async press(name: string) {
      await tabTo(name);
      await page.type(KEYS.enter);
    },
  };
}

describe.each(Object.entries(BROWSERS))('%s', (_, browser) => {
  test.skipIf(!isInstalled(browser))(
    'a person logs in, corrects the password, answers two rounds with a reload, by keyboard alone',
    async () => {
      const site = await startSite();
      const page = await browser.launch();
      onTestFinished(page.close);
      const { sees, tabTo, types, press } = personAt(page);
      const looksRight = async () => expect(await page.evaluate(`(${lookAround})()`)).toEqual([]);
      await page.open(site.url);
      await sees('Username');
      await looksRight();
      await page.reload(); // From here on the focus begins at the top.
      await sees('Username');
      await types('Username', 'mxuser');
      await types('Password', 'INVALID');
      await press('Connect');
      await sees('did not accept');
      await types('Password', 'simulate:options,token');
      await press('Connect');
      await sees('Text message');
      await looksRight();
      await page.reload();
      await sees('Text message');
      await tabTo('Text message');
      await page.type(KEYS.space);
      await press('Continue');
      await sees('Enter the code');
      await types('Enter the code', 'correct');
      await page.type(KEYS.enter);
      await sees('Connected to');
      await looksRight();
      const [member, ...others] = site.members();
      expect(others).toEqual([]);
      expect(member?.received.starts.map(({ result }) => result)).toEqual(['started', 'started']);
      expect(member?.received.answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
    },
  );
});
