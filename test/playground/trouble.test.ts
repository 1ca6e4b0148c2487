import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

describe.skipIf(!hasChromium)('when something goes wrong in the playground', () => {
  const visit = usePlayground();

  test('a reload during the questions goes on with the same question', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('simulate:options,token');
    await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
    await button('Continue').click();
    const code = page.getByLabel('Enter the code');
    const guid = await code.getAttribute('data-guid');

    await button('Reload the page').click();
    await page.getByText('This page was reloaded.').waitFor();
    expect(await code.getAttribute('data-guid')).toBe(guid);
    await code.fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');

    await page.reload();
    await sees('Connected to MX Bank');
  });

  test('a tab that crashes while an answer is sent polls MX for the result', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('correct');
    await page.getByRole('switch', { name: 'MX is slow' }).check();
    await page.evaluate(() => {
      document
        .querySelector('mx-connect')
        ?.shadowRoot?.querySelector<HTMLButtonElement>('[data-part=submit]')
        ?.click();
      location.reload();
    });
    // The request was lost with the page, so the bank still asks, and a person decides.
    await page.getByText('Your answer may not have arrived.').waitFor();
    await page.getByRole('switch', { name: 'MX is slow' }).uncheck();
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
  });

  test('an outage of MX is reported and waited out, and typed text stays', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('correct');
    const away = page.getByRole('switch', { name: 'MX is unreachable' });
    await away.check();
    const trouble = page.getByText('The connection was interrupted. We will keep trying.');
    await trouble.waitFor();
    expect(await page.locator('.entry.fault').count()).toBeGreaterThan(0);
    await away.uncheck();
    await trouble.waitFor({ state: 'detached' });
    await button('Continue').click();
    await sees('Connected to MX Bank');
  });

  test('the clock runs while MX cannot be reached, even in a phase that has just begun', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await sees('Answer a question from MX Bank');
    await page.getByLabel('What city').fill('correct');
    await page.getByRole('switch', { name: 'MX is unreachable' }).check();
    await button('Continue').click();
    const where = page.locator('.where');
    await expect
      .poll(() => where.textContent(), { timeout: 8_000 })
      .toMatch(/resumed › \w+, for 0:0[2-9]/);
    await expect.poll(() => page.locator('[data-part=clock]').textContent()).toMatch(/0:0[2-9]/);
    // One sentence says what goes on: nobody checks an answer that has not arrived.
    expect(await page.locator('[data-part=title]').textContent()).toBe('Waiting for MX Bank');
    expect(await page.locator('[data-part=detail]').allTextContents()).toEqual([
      'The connection was interrupted. We will keep trying.',
    ]);
  });

  test('a 429 of MX is reported, and the person can cancel', async () => {
    const { page, connect, sees, button } = await visit();
    await page.getByRole('switch', { name: 'Too many requests' }).check();
    await connect('correct');
    await page.getByText('The connection was interrupted.').waitFor();
    await page.locator('.entry.fault', { hasText: 'MX asks to send less.' }).first().waitFor();
    await button('Cancel').click();
    await sees('You canceled');
  });

  test('an answer is not sent twice after a lost reply, and the lifecycle goes on', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByRole('switch', { name: 'The reply is lost' }).check();
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    expect(
      await page.locator('.entry', { hasText: 'Sends the answers to MX, once.' }).count(),
    ).toBe(1);
    // The bank has the answer, so the log does not say that it did not arrive.
    const lost = page.locator('.entry.fault', { hasText: 'No reply to the answers' });
    expect(await lost.textContent()).toContain(
      'The answers are not sent again, because MX may have them.',
    );

    await page.reload();
    await sees('Connected to MX Bank');
  });

  test('an invalid script is refused at the login', async () => {
    const { page, button } = await visit();
    await page.getByLabel('Password', { exact: true }).fill('simulate:nonsense');
    await button('Connect').click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('correct');
    await button('Connect').click();
    await page.getByRole('heading', { name: 'Connected to MX Bank' }).waitFor();
  });
});

describe.skipIf(!hasChromium)("the bank's own page in the playground", () => {
  const visit = usePlayground();

  test('opens with the one button of the form; Authorize starts the job and closes the window', async () => {
    const { page, connect, sees } = await visit();
    await connect('mx_bank_oauth');
    await page.frameLocator('iframe').getByRole('button', { name: 'Authorize' }).click();
    await sees('Connected to MX Bank');
    expect(await page.locator('dialog').count()).toBe(0);
  });

  test('is requested once, even if the button is pressed several times', async () => {
    const { page, connect, button } = await visit();
    await connect('mx_bank_oauth');
    await page.frameLocator('iframe').getByRole('button', { name: 'Authorize' }).waitFor();
    await button('Close').click();
    await page.getByRole('switch', { name: 'MX is slow' }).check();
    await button('Go to MX Bank').dblclick();
    await page.frameLocator('iframe').getByRole('button', { name: 'Authorize' }).waitFor();
    const askedFor = () =>
      page.evaluate(
        () => JSON.stringify({ ...sessionStorage }).split('/oauth_window_uri').length - 1,
      );
    await expect.poll(askedFor).toBeGreaterThan(1);
    expect(await askedFor()).toBe(2);
  });

  test('Deny does not change the member, and the person can decide again', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('mx_bank_oauth');
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Deny' }).click();
    await frame.getByText('Access was not given').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('You did not finish logging in at MX Bank.').waitFor();

    await page.reload();
    await sees('Continue at MX Bank');
    await button('Go to MX Bank').click();
    await frame.getByRole('button', { name: 'Authorize' }).click();
    await sees('Connected to MX Bank');
  });
});
