import { globSync } from 'node:fs';
import { vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { printed, startGroup, stopGroup } from './program.ts';
import { keyActions, type RemotePage } from './remote.ts';

/** The paths at which Debian installs the driver, its browser, and the screen on which the browser draws. */
export const DRIVER = '/usr/bin/WebKitWebDriver';
export const XVFB = '/usr/bin/Xvfb';
const [BROWSER = ''] = globSync('/usr/lib/*/webkit2gtk-4*/MiniBrowser');

/** Starts Debian's WebKitGTK on a screen in memory, and drives it by WebDriver. */
export async function launchWebkit(): Promise<RemotePage> {
  // It chooses a free display, and prints its number.
  const screen = startGroup(XVFB, ['-displayfd', '1', '-screen', '0', '1280x900x24']);
  const display = await printed(screen, /^(\d+)\n/);
  const port = await freePort();
  const driver = startGroup(DRIVER, [`--port=${port}`], {
    ...process.env,
    DISPLAY: `:${display}`,
  });
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}/session${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}, ${value.message}`);
    return value;
  }
  const browser = { binary: BROWSER, args: ['--automation'] };
  const wanted = { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browser } } };
  const { sessionId, capabilities } = Object(
    // The driver does not print that it is ready.
    await vi.waitFor(() => call('POST', '', wanted), { timeout: 30_000, interval: 200 }),
  );
  const post = (path: string, body: object) => call('POST', `/${sessionId}/${path}`, body);
  return {
    name: `WebKitGTK ${capabilities.browserVersion}`,
    async open(url) {
      await post('url', { url });
    },
    async reload() {
      await post('refresh', {});
    },
    async evaluate(expression) {
      const script = `const done = arguments[arguments.length - 1];
        (async () => done([JSON.stringify(await (${expression})) ?? 'null']))().catch((error) => done(String(error)));`;
      const value = await post('execute/async', { script, args: [] });
      if (!Array.isArray(value)) throw new Error(String(value));
      return JSON.parse(value[0]);
    },
    async type(keys) {
      await post('actions', { actions: keyActions(keys) });
    },
    async close() {
      await call('DELETE', `/${sessionId}`).catch(() => {});
      await stopGroup(driver);
      await stopGroup(screen);
    },
  };
}
