import { describe, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

describe.skipIf(!hasChromium)('the focus in the playground', () => {
  const visit = usePlayground();

  test('is on what each new screen is about: its heading, or the field of its question', async () => {
    const { page, connect, heading, button, focuses, passes } = await visit();
    await connect('simulate:options,token');
    await passes('Connecting to MX Bank');
    await focuses(page.getByRole('radio').first());
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await passes('MX Bank checks your answer');
    await focuses(page.getByLabel('Enter the code'));
    await page.keyboard.type('correct');
    await page.keyboard.press('Enter');
    await focuses(heading('Connected'));
    await button('Start over').press('Enter');
    await focuses(heading('Connect your account at MX Bank'));
  });

  test('is on the heading of a failure, and then of the login', async () => {
    const { connect, heading, button, focuses } = await visit();
    await connect('UNAUTHORIZED');
    await focuses(heading('Not connected'));
    await button('Enter credentials again').press('Enter');
    await focuses(heading('Enter the credentials again'));
  });

  test('is on the first question that is not well answered', async () => {
    const { page, connect, focuses } = await visit();
    await connect('simulate:text+token+image_options');
    await focuses(page.getByLabel('What city'));
    await page.keyboard.press('Enter');
    await page.locator('.problem', { hasText: 'The answer is empty.' }).first().waitFor();
    await page.getByLabel('What city').fill('correct');
    await page.getByLabel('Enter the code').fill('correct');
    await page.keyboard.press('Enter');
    await focuses(page.getByRole('radio', { name: 'Picture 1' }));
  });

  test('stays where somebody works meanwhile', async () => {
    const { page, connect, sees, focuses } = await visit();
    await connect('challenge');
    const slow = page.getByRole('switch', { name: 'MX is slow' });
    await slow.focus();
    await sees('MX Bank has a question');
    await focuses(slow);
  });

  test('stays on the list in which one chooses what should happen', async () => {
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

  test("goes back to where it was when the bank's window is closed, and on when it has done its work", async () => {
    const { page, connect, heading, button, focuses } = await visit();
    await connect('mx_bank_oauth');
    await focuses(heading("Log in on MX Bank's page"));
    const visitBank = button('Go to MX Bank');
    const authorize = page.frameLocator('iframe').getByRole('button', { name: 'Authorize' });
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
    await focuses(heading('Connected'));
  });
});
