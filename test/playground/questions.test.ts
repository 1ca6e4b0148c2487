import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { isEverywhere } from '../support/run-count.ts';
import { testIf } from '../support/test-if.ts';
import { usePlayground } from './support/visit.ts';

describe.skipIf(!hasChromium)('questions in the playground', () => {
  const visit = usePlayground();
  const testEverywhere = testIf(isEverywhere);

  test('every type of question can be answered with the keyboard alone, one round each', async () => {
    const { page, connect, sees } = await visit();
    await connect('simulate:text,options,token,image,image_options');
    const { keyboard } = page;
    const round = (count: number) => page.getByText(`Round ${count}`, { exact: true }).waitFor();

    await round(1);
    await keyboard.type('correct'); // The focus is in the field of the question.
    await keyboard.press('Enter');
    await round(2);
    await keyboard.press('Space'); // The first of the list.
    await keyboard.press('Enter');
    await round(3);
    await keyboard.type('correct');
    await keyboard.press('Enter');
    await round(4);
    expect(
      await page
        .getByRole('img', { name: 'The picture for this question' })
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    ).toBeGreaterThan(50);
    await keyboard.type('correct');
    await keyboard.press('Enter');
    await round(5);
    await keyboard.press('ArrowDown'); // The second picture.
    await keyboard.press('Enter');
    await sees('Connected to MX Bank');
  });

  testEverywhere('two rounds are answered by clicks', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('simulate:options,token');
    await sees('Choose an option');
    await page.locator('[data-part=option]', { hasText: 'Text message to' }).click();
    await button('Continue').click();
    await page.getByLabel('Enter the code').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    await page.getByText('Now connected').waitFor();
  });

  testEverywhere(
    'several questions at once are sent together, and a missing answer is reported beside its question',
    async () => {
      const { page, connect, sees, button } = await visit();
      await connect('simulate:text+token+image_options');
      await sees('Answer 3 questions from MX Bank');
      await page.getByLabel('What city').fill('correct');
      await button('Continue').click();
      await page.getByText('Please answer this question.').waitFor();

      await page.getByLabel('Enter the code').fill('correct');
      await page.getByRole('radio', { name: 'Picture 2' }).check();
      await button('Continue').click();
      await sees('Connected to MX Bank');
    },
  );

  test('a wrong answer ends the lifecycle with the reason, and the same member can try again', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('Springfield');
    await button('Continue').click();
    await sees('MX Bank did not accept your answer');
    await page.locator('mx-connect', { hasText: 'reason answer, next step restart' }).waitFor();

    await button('Try again').click();
    await page.getByLabel('What city').fill('correct');
    await button('Continue').click();
    await sees('Connected to MX Bank');
    expect(await page.locator('.entry', { hasText: 'The lifecycle begins' }).count()).toBe(2);
  });

  testEverywhere('wrong credentials can be corrected in place, for the same member', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('UNAUTHORIZED');
    await sees('MX Bank did not accept your login');
    await page.getByText('the right password is correct').waitFor();
    await page.getByLabel('Username').fill('mxuser');
    await page.getByLabel('Password').fill('correct');
    await button('Connect').click();
    await sees('Connected to MX Bank');
    await button('Start over').click();
    await sees('Connect your account at MX Bank');
    expect(await page.getByText('The machine is not running.').isVisible()).toBe(true);
  });

  test('typed text never appears in the log, the page or the storage', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('Xanadu-7');
    await button('Continue').click();
    await sees('MX Bank did not accept your answer');
    for (const details of await page.locator('#log summary').all()) await details.click();
    const kept = await page.evaluate(
      () =>
        document.documentElement.outerHTML +
        document.querySelector('mx-connect')?.shadowRoot?.innerHTML +
        JSON.stringify({ ...sessionStorage }),
    );
    expect(kept).toContain('The user answered 1 question');
    expect(kept).not.toContain('Xanadu-7');
  });
});
