import { describe, expect, test } from 'vitest';
import { hasChromium } from '../support/chromium.ts';
import { usePlayground } from './support/visit.ts';

describe.skipIf(!hasChromium)('questions in the playground', () => {
  const visit = usePlayground();

  test('every kind of question is answered with the keyboard alone, one round each', async () => {
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
        .getByRole('img', { name: 'The picture that the question is about' })
        .evaluate((image: HTMLImageElement) => image.naturalWidth),
    ).toBeGreaterThan(50);
    await keyboard.type('correct');
    await keyboard.press('Enter');
    await round(5);
    await keyboard.press('ArrowDown'); // The second picture.
    await keyboard.press('Enter');
    await sees('Connected');
  });

  test('two rounds are answered by clicks', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('simulate:options,token');
    await sees('MX Bank has a question');
    await page.locator('.choice', { hasText: 'Text message to' }).click();
    await button('Send').click();
    await page.getByLabel('Enter the code').fill('correct');
    await button('Send').click();
    await sees('Connected');
    await page.getByText('Now connected').waitFor();
  });

  test('a picture is chosen by clicking on it', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('simulate:image_options');
    await page.getByRole('img', { name: 'Picture 2' }).click();
    await button('Send').click();
    await sees('Connected');
  });

  test('several questions at once are sent together, and a missing answer is told beside its question', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('simulate:text+token+image_options');
    await sees('MX Bank has 3 questions');
    const code = page.getByLabel('Enter the code');
    await page.getByLabel('What city').fill('correct');
    await button('Send').click();

    await page.locator('.problem', { hasText: 'This question is not answered.' }).waitFor();
    expect(await page.locator('#connect').getByRole('status').textContent()).toContain(
      'The answer is empty. This question is not answered.',
    );
    expect(await code.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await code.getAttribute('aria-invalid')).toBe('true');
    const described = await code.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).textContent()).toBe('The answer is empty.');

    await code.fill('correct');
    await page.getByRole('radio', { name: 'Picture 2' }).check();
    await button('Send').click();
    await sees('Connected');
  });

  test('a wrong answer ends it with the reason, and the same member can try again', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('Springfield');
    await button('Send').click();
    await sees('Not connected');
    await page.getByText('The institution did not accept the answer.').first().waitFor();

    await button('Try again').click();
    await page.getByLabel('What city').fill('correct');
    await button('Send').click();
    await sees('Connected');
  });

  test('the way on from a failure is named for what the person has to do first', async () => {
    const { connect, sees, passes, button } = await visit();
    await connect('LOCKED');
    await sees('Not connected');
    await button('I have been there: try again').click();
    await passes('Connecting to MX Bank', 2);
    await sees('Not connected');
  });

  test('wrong credentials lead back to the login, for the same member', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('UNAUTHORIZED');
    await sees('Not connected');
    await button('Enter credentials again').click();
    await sees('Enter the credentials again');
    await connect('correct');
    await sees('Connected');
    await button('Start over').click();
    await sees('Connect your account at MX Bank');
    expect(await page.getByText('Not running.').isVisible()).toBe(true);
  });

  test('what is typed is in no log, no page and no storage', async () => {
    const { page, connect, sees, button } = await visit();
    await connect('challenge');
    await page.getByLabel('What city').fill('Xanadu-7');
    await button('Send').click();
    await sees('Not connected');
    for (const details of await page.locator('#log summary').all()) await details.click();
    const kept = await page.evaluate(
      () => document.documentElement.outerHTML + JSON.stringify({ ...sessionStorage }),
    );
    expect(kept).toContain('The user answered 1 question');
    expect(kept).not.toContain('Xanadu-7');
  });
});
