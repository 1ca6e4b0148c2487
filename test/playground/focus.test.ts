import { describe, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

describe.skipIf(!hasChromium)('the focus in the playground', () => {
  const visit = usePlayground();

  test('goes to the first question after the login form, and back to its heading at the beginning', async () => {
    const { page, connect, heading, button, sees, focuses } = await visit();
    await connect('simulate:options,token');
    await focuses(page.getByRole('radio').first());
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await focuses(page.getByLabel('Enter the code'));
    await page.keyboard.type('correct');
    await page.keyboard.press('Enter');
    await sees('Connected to MX Bank');
    await button('Start over').press('Enter');
    await focuses(heading('Connect your account at MX Bank'));
  });

  test('stays where the person is working', async () => {
    const { page, connect, sees, focuses } = await visit();
    await connect('challenge');
    const slow = page.getByRole('switch', { name: 'MX is slow' });
    await slow.focus();
    await sees('Answer a question from MX Bank');
    await focuses(slow);
  });

  test('stays on the list of scenarios', async () => {
    const { page, focuses } = await visit();
    const list = page.getByLabel('What should happen');
    await list.focus();
    for (const [scenario, word] of [
      ['mx_bank_oauth', 'Continue to MX Bank'],
      ['correct', 'Connect'],
    ] as const) {
      await list.selectOption(scenario);
      await page.getByRole('button', { name: word, exact: true }).waitFor();
      await focuses(list);
    }
  });

  test("goes back to the old place when the bank's window closes", async () => {
    const { page, connect, sees, button, focuses } = await visit();
    await connect('mx_bank_oauth');
    const visitBank = button('Go to MX Bank');
    const authorize = page.frameLocator('iframe').getByRole('button', { name: 'Authorize' });
    await authorize.waitFor();
    await button('Close').click();
    await focuses(page.locator('mx-connect :focus'));
    for (const close of [
      () => button('Close').click(),
      () => page.keyboard.press('Escape'),
      () => authorize.press('Escape'),
    ]) {
      await visitBank.press('Enter');
      await authorize.waitFor();
      await close();
      await focuses(visitBank);
    }
    await visitBank.press('Enter');
    await authorize.press('Enter');
    await sees('Connected to MX Bank');
  });
});
