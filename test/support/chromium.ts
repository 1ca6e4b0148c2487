import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** The path at which Debian installs Chromium. */
const CHROMIUM = '/usr/bin/chromium';
const MISSING = `Chromium is not installed at ${CHROMIUM}, so the tests in a browser cannot run. On Debian: apt-get install chromium`;

/** Whether tests can run in a browser: `test.skipIf(!hasChromium)`. With `CI` set they must run. */
export const hasChromium = existsSync(CHROMIUM);

if (!hasChromium && process.env.CI) throw new Error(MISSING);
if (!hasChromium) console.warn(`Skipped: ${MISSING}`);

/** Starts Debian's Chromium without a window and without background requests. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
