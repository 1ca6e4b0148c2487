import type { Messages } from '@mx-member/connect';
import { EN } from '@mx-member/connect/messages/en';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { FR_CA } from '@mx-member/connect/messages/fr-ca';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { isEverywhere } from '../support/run-count.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { htmlOf, violations } from './support/page.ts';
import { personAt } from './support/person.ts';
import { answerBy } from './support/site.ts';

const APP = 'https://app.example';

let browser: Browser | undefined;
beforeAll(async () => {
  if (hasChromium) browser = await launchChromium();
});
afterAll(() => browser?.close());

/** A site that creates members with the first login. */
async function open(institutionCode = 'mxbank', institutionStatus = '', language = 'en') {
  const simulator = createMxSimulator({ step: 150 });
  const mx = mxOver(simulator.fetch);
  const host = await createHost({
    port: mx,
    directory: mx,
    pacing: { first: 100, spread: 0, busy: 300, busyMost: 300 },
    unsafePacing: true,
  });
  const { userGuid } = await mx.createUser();
  const handler = createHostHandler(host, {
    basePath: '/mx',
    authorize: () => ({ userGuid }),
    access: mx,
    creator: mx,
  });
  if (!browser) throw new Error('Chromium has not started.');
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  onTestFinished(async () => {
    await context.close();
    await host.close();
  });
  const html = await htmlOf('create');
  const log: string[] = [];
  await context.route(`${APP}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    log.push(`${route.request().method()} ${route.request().url()}`);
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    return answerBy(handler)(route);
  });
  const page = await context.newPage();
  page.on('console', (message) => log.push(message.text()));
  await page.goto(
    `${APP}/#${['attempt-1', institutionCode, institutionStatus, language].join('@')}`,
  );
  return {
    page,
    log,
    logins: () => [...simulator.bank.members(simulator.bank.user(userGuid)).values()],
  };
}

test.skipIf(!hasChromium)(
  'a person enters the credentials first, by keyboard alone; the fields are emptied, and nothing keeps the password',
  async () => {
    const { page, log, logins } = await open();
    const { sees, types, press, field } = personAt(page);
    await sees('Log in to MX Bank');
    await page.getByText('Use the login of online banking.').waitFor();
    await field('Password').waitFor();
    expect(await violations(page)).toEqual([]);
    await types('Username', 'mxuser');
    await types('Password', 'simulate:text');
    const emptied = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const { shadowRoot } = document.querySelector('mx-connect') as HTMLElement;
          const fields = () => [...(shadowRoot?.querySelectorAll('input') ?? [])];
          const form = shadowRoot?.querySelector('form');
          // The handler of the form is one of its attributes, and comes first.
          form?.addEventListener('submit', () => resolve(fields().map(({ value }) => value)));
        }),
    );
    await press('Connect');
    expect(await emptied).toEqual(['mxuser', '']);
    await types('What city were you born in?', 'correct');
    await page.reload();
    await types('What city were you born in?', 'correct');
    await press('Continue');
    await sees('Connected to MX Bank');
    const kept = await page.evaluate(() =>
      JSON.stringify([location.href, sessionStorage, localStorage, history.state, document.cookie]),
    );
    expect(`${log.join('\n')} ${kept}`).not.toContain('simulate:text');
    expect(logins()).toHaveLength(1);
  },
);

test.skipIf(!hasChromium)(
  'the first form is not a failure: an empty field and a cancelled form are said in the language of the page, and what is typed stays',
  async () => {
    const { page, logins } = await open();
    const { sees, types, press, field } = personAt(page);
    await field('Password').waitFor();
    const looks = () =>
      page.locator('[data-part=root]').evaluate((root) => {
        const { dataset } = root as HTMLElement;
        return [dataset.state, dataset.tone, getComputedStyle(root, '::before').content];
      });
    expect(await looks()).toEqual(['resting', 'begin', '"+" / ""']);
    await types('Username', 'mxuser');
    await press('Español');
    await sees('Inicie sesión en MX Bank');
    expect(await field('Nombre de usuario').inputValue()).toBe('mxuser');

    await press('Conectar');
    await page.getByText('Complete este campo.').waitFor();
    expect(await field('Nombre de usuario').inputValue()).toBe('mxuser');
    const focused = await page.evaluate(() => {
      const { activeElement } = document.querySelector('mx-connect')?.shadowRoot ?? document;
      return [activeElement?.getAttribute('type'), activeElement?.getAttribute('aria-invalid')];
    });
    expect(focused).toEqual(['password', 'true']);
    expect(await violations(page)).toEqual([]);

    await press('Cancelar');
    await sees('Usted canceló la conexión');
    expect(await looks()).toEqual(['resting', 'calm', '"…" / ""']);
    expect(await violations(page)).toEqual([]);
    await press('Iniciar sesión');
    expect(await field('Nombre de usuario').inputValue()).toBe('mxuser');
    await types('Contraseña', 'correct');
    await press('Conectar');
    await sees('Conexión con MX Bank establecida');
    expect(logins()).toHaveLength(1);
  },
);

test.skipIf(!hasChromium).each([
  ['mx_bank_oauth', 'Continue at MX Bank', ['Go to MX Bank', 'Choose another bank']],
  ['no_bank', 'We do not know this bank', ['Choose another bank']],
])(
  'the institution %s, which has no form, leads on at every width',
  async (code, title, buttons) => {
    const { page } = await open(code);
    await personAt(page).sees(title);
    expect(await page.locator('mx-connect').getByRole('button').allTextContents()).toEqual(buttons);
    for (const width of [195, 390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    expect(await violations(page)).toEqual([]);
  },
);

const WORDS = { en: EN, es: ES_419, 'fr-CA': FR_CA } as const;

test
  .skipIf(!hasChromium)
  .each((Object.keys(WORDS) as (keyof typeof WORDS)[]).slice(0, isEverywhere ? undefined : 1))(
  'WCAG 2.2, 3.3.4: a login that could lock an account is checked and confirmed by keyboard alone, at a bank in trouble, in %s',
  async (language) => {
    const { page, logins } = await open('mxbank', 'UNAVAILABLE', language);
    const { sees, reads, types, press, field } = personAt(page);
    const text = (key: keyof Messages) =>
      String(WORDS[language][key]).replaceAll('{bank}', 'MX Bank').replaceAll('{app}', 'Budget');
    const starts = () => logins()[0]?.received.starts.length ?? 0;
    const focused = () =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent);
    const logIn = async (password: string) => {
      await types(text('field.LOGIN'), 'mxuser');
      await types(text('field.PASSWORD'), password);
      await press(text('submitLogin'));
    };

    await sees(text('title.institutionUnavailable'));
    await reads(text('anyway'));
    await press(text('tryAnyway'));
    await logIn('INVALID');
    await sees(text('title.credentials'));
    await logIn('INVALID');
    await reads(text('held.sameAgain'));
    expect([await focused(), await field(text('field.PASSWORD')).inputValue(), starts()]).toEqual([
      text('submitLogin'),
      'INVALID',
      1,
    ]);
    // A mistake is corrected where it was made.
    await types(text('field.PASSWORD'), 'UNAUTHORIZED');
    await press(text('submitLogin'));
    await sees(text('aggregating'));
    await sees(text('title.credentials'));
    await logIn('simulate:DENIED');
    await reads(text('held.refusedTwice'));
    expect([await focused(), await field(text('field.PASSWORD')).inputValue(), starts()]).toEqual([
      text('submitLogin'),
      'simulate:DENIED',
      2,
    ]);
    expect(await violations(page)).toEqual([]);
    await types(text('field.PASSWORD'), 'correct');
    await press(text('checked'));
    await sees(text('connected'));
    await reads(text('arrivedFor'));
    await page.getByRole('status').getByText('3').waitFor();
    expect(starts()).toBe(3);
  },
);
