import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

/** What a browser may do instead of keeping something. These run in the page. */
const BROWSERS: Readonly<Record<string, () => void>> = {
  'denies its storage': () =>
    Object.defineProperty(window, 'sessionStorage', {
      get() {
        throw new DOMException('The request was denied.', 'SecurityError');
      },
    }),
  'takes nothing into its storage': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
  },
};

describe.skipIf(!hasChromium)('a browser without storage', () => {
  const visit = usePlayground();

  test.each(Object.keys(BROWSERS))(
    'and %s: everything works, and a reload begins anew, as the page says',
    async (name) => {
      const before = BROWSERS[name];
      const { page, connect, sees, button } = await visit({ ...(before && { before }) });
      await connect('challenge');
      await page.getByLabel('What city').fill('Springfield');
      await button('Continue').click();
      await sees('MX Bank did not accept your answer');
      await button('Try again').click();
      await page.getByLabel('What city').fill('correct');
      await button('Continue').click();
      await sees('Connected to MX Bank');
      await page.getByText('This browser cannot save anything for this page').waitFor();

      await button('Reload the page').click();
      await sees('Connect your account at MX Bank');
      await connect('correct');
      await sees('Connected to MX Bank');
      await button('Start over').click();
      await sees('Connect your account at MX Bank');
      expect(await page.getByText('The machine is not running.').isVisible()).toBe(true);
    },
  );
});
