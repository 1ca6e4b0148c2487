import type { MemberConnection } from '@mx-member/connect';
import type { MxConnect } from '@mx-member/connect/element';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { isEverywhere } from '../support/run-count.ts';
import { brokenWords, putPage, violations } from './support/page.ts';
import { personAt, spokenBy } from './support/person.ts';
import { connections, type SCREENS } from './support/screens.ts';

const ADDRESS = 'https://screens.example/';

const LOOKS = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  'forced colours in the dark': { forcedColors: 'active', colorScheme: 'dark' },
} as const;

describe.skipIf(!hasChromium)('the screens of <mx-connect>', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
    await putPage(page.context(), ADDRESS, 'screens');
  });
  afterAll(() => browser.close());

  let opened = 0;
  /** Reloads the page. A new page for each test would take a second of CPU time. */
  async function open(name: keyof typeof SCREENS | '' = ''): Promise<void> {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
    opened += 1;
    await page.goto(`${ADDRESS}?${opened}#${encodeURIComponent(name)}`);
  }

  test.each((Object.keys(LOOKS) as (keyof typeof LOOKS)[]).slice(0, isEverywhere ? undefined : 1))(
    'are all accessible in %s, at every width, and nothing is cut off',
    async (look) => {
      await open();
      await page.emulateMedia(LOOKS[look]);
      expect(await page.getByRole('group').count()).toBe(Object.keys(connections()).length);
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await violations(page)).toEqual([]);
        const { scrollWidth } = await page.evaluate(() => ({
          scrollWidth: document.documentElement.scrollWidth,
        }));
        expect(scrollWidth).toBe(width);
      }
    },
  );

  test.each([
    ['text of twice the size', '200%', [390, 768]],
    ['a zoom of 200 % on a phone', '100%', [195]],
  ] as const)('break no word and cut nothing off with %s', async (_, size, widths) => {
    await open();
    await page.addStyleTag({ content: `html { font-size: ${size} }` });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      expect(await brokenWords(page), `${width}`).toEqual([]);
      const signs = await page.locator('mx-connect [data-part=root]').evaluateAll((roots) =>
        roots.map((root) => {
          const { inlineSize, blockSize } = getComputedStyle(root, '::before');
          return inlineSize === blockSize && inlineSize;
        }),
      );
      expect(new Set(signs)).toEqual(new Set(['44px']));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });

  test('say the language of each text: of the page, and none for the words of the bank', async () => {
    await open('all kinds of questions, answered wrongly');
    const languages = await page.locator('mx-connect').evaluate(({ shadowRoot }) => {
      const texts = [...(shadowRoot?.querySelectorAll('[data-part]') ?? [])].filter((element) =>
        [...element.childNodes].some(({ nodeType }) => nodeType === Node.TEXT_NODE),
      );
      const isForeign = (element: Element) =>
        element.closest('[lang]')?.getAttribute('lang') === '';
      const named = (is: boolean) =>
        new Set(
          texts
            .filter((element) => isForeign(element) === is)
            .map((element) => element.getAttribute('data-part')),
        );
      return { bank: [...named(true)].toSorted(), page: [...named(false)].toSorted() };
    });
    expect(languages.bank).toEqual(['label', 'optionText']);
    expect(languages.page).toEqual(
      expect.arrayContaining(['title', 'problem', 'submit', 'cancel']),
    );
    await open('the login again');
    const labels = await page
      .locator('mx-connect [data-part=label]')
      .evaluateAll((all) => all.map((one) => one.closest('[lang]')?.getAttribute('lang')));
    expect(labels).toEqual(['en', 'en']);
  });

  test('have the other colours in the dark, and sides that follow the direction of the page', async () => {
    await open('a code');
    const look = () =>
      page.locator('mx-connect').evaluate((element) => {
        const status = element.shadowRoot?.querySelector('[role=status]');
        return {
          surface: getComputedStyle(element.shadowRoot?.querySelector('[part=box]') as Element)
            .backgroundColor,
          start: status?.getBoundingClientRect().left ?? 0,
        };
      });
    const light = await look();
    await page.emulateMedia({ colorScheme: 'dark' });
    expect((await look()).surface).not.toBe(light.surface);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    expect((await look()).start).toBeLessThan(light.start);
  });

  test('have the borders of their buttons in line with the fields in forced colours, and none over a field', async () => {
    await open('a login that is held back: after two refused ones');
    await page.emulateMedia({ forcedColors: 'active' });
    const [field, ...buttons] = await page.locator('mx-connect').evaluate(({ shadowRoot }) =>
      ['[type=password]', '[data-part=checked]', '[data-part=cancel]', '[data-part=reveal]'].map(
        (one) => {
          const box = shadowRoot?.querySelector(one)?.getBoundingClientRect();
          return {
            left: box?.left ?? 0,
            right: box?.right ?? 0,
            bottom: box?.bottom ?? 0,
            top: box?.top ?? 0,
          };
        },
      ),
    );
    const [checked, cancel, reveal] = buttons;
    expect([checked?.left, cancel?.left, reveal?.right]).toEqual([
      field?.left,
      field?.left,
      field?.right,
    ]);
    expect(reveal?.bottom).toBeLessThan(field?.top ?? 0);
  });

  test('show what MX sends as text', async () => {
    await open('all kinds of questions');
    const element = page.locator('mx-connect');
    await element.evaluate((one: MxConnect) => {
      const connection = one.connection as MemberConnection;
      const { member, ...shown } = connection.getView();
      if (!member) return;
      const label = '<i>markup</i>';
      const challenges = member.challenges.map((question) => ({
        ...question,
        label,
        options: question.options.map((option) => ({ ...option, label })),
      }));
      one.connection = {
        ...connection,
        getView: () => ({ ...shown, member: { ...member, challenges } }),
      };
    });
    expect(await page.getByText('<i>markup</i>').count()).toBeGreaterThan(5);
    expect(await element.locator('i').count()).toBe(0);
  });

  test('do not move for a person who wants no motion', async () => {
    await open('busy');
    const moving = () =>
      page.locator('mx-connect').evaluate(({ shadowRoot }) => shadowRoot?.getAnimations().length);
    expect(await moving()).toBe(1);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await moving()).toBe(0);
  });

  test('go on with their clock when the element is moved in the page', async () => {
    await open('busy');
    const clock = () => page.locator('mx-connect [data-part=clock]').textContent();
    await page.locator('mx-connect').evaluate((element) => element.parentElement?.append(element));
    const moved = await clock();
    await expect.poll(clock).not.toBe(moved);
  });

  test('show a connection that the page gave before the element was defined', async () => {
    await open('a code');
    const subscribed = await page.locator('mx-connect').evaluate(async (element) => {
      const { connection } = element as MxConnect;
      let count = 0;
      const subscribe: MemberConnection['subscribe'] = (listener) => {
        count += 1;
        return connection?.subscribe(listener) ?? (() => {});
      };
      // A document without a window defines no element. This element is defined when it enters the page.
      const early = document.implementation.createHTMLDocument().createElement('mx-connect');
      Object.assign(early, { connection: { ...connection, subscribe } });
      document.body.append(early);
      await (early as MxConnect).updateComplete;
      return [count, early.shadowRoot?.querySelectorAll('form').length];
    });
    expect(subscribed).toEqual([1, 1]);
  });

  test('can be styled by parts and variables, and hold what the page puts into slots', async () => {
    await open('connected');
    await page.addStyleTag({
      content: `mx-connect { --mx-connect-surface: rgb(1, 2, 3) }
        mx-connect::part(title) { color: rgb(4, 5, 6) }`,
    });
    const colours = await page.locator('mx-connect').evaluate((element) => {
      element.innerHTML = '<a slot="connected" href="/accounts">To your accounts</a>';
      const title = element.shadowRoot?.querySelector('h2') as Element;
      const box = element.shadowRoot?.querySelector('[part=box]') as Element;
      return [getComputedStyle(box).backgroundColor, getComputedStyle(title).color];
    });
    expect(colours).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
    expect(await page.getByRole('link', { name: 'To your accounts' }).isVisible()).toBe(true);
  });

  test('have parts for what is answered wrongly and for what is chosen', async () => {
    await open('all kinds of questions, answered wrongly');
    await page.addStyleTag({
      content: `mx-connect::part(invalid) { outline-color: rgb(1, 2, 3) }
        mx-connect::part(checked) { color: rgb(4, 5, 6) }`,
    });
    await page.getByRole('radio', { name: 'To jo' }).check();
    const looks = await page.locator('mx-connect').evaluate(({ shadowRoot }) =>
      ['field', 'option'].map((part) =>
        [...(shadowRoot?.querySelectorAll(`[data-part=${part}]`) ?? [])].map((element) => {
          const { outlineColor, color } = getComputedStyle(element);
          return part === 'field' ? outlineColor === 'rgb(1, 2, 3)' : color === 'rgb(4, 5, 6)';
        }),
      ),
    );
    expect(looks).toEqual([
      [true, true, true],
      [false, true, false, false, false],
    ]);
  });

  test('show a password while its button is pressed, and nowhere else', async () => {
    await open('the login again');
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('SECRET-1');
    const button = page.getByRole('button', { name: 'Show password' });
    await button.click();
    expect(await password.getAttribute('type')).toBe('text');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await page.evaluate(() => Object(window).show('the login could not be sent'));
    await page.getByText('We could not send your login.').waitFor();
    expect(await password.inputValue()).toBe('SECRET-1');
    await button.click();
    expect(await password.getAttribute('type')).toBe('password');
    expect(await button.getAttribute('aria-pressed')).toBe('false');
  });

  test('keep the username of a login that was refused or not sent, and forget the password', async () => {
    await open('the login again');
    const values = () =>
      page
        .locator('mx-connect [data-part=field]')
        .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    await page.getByRole('textbox', { name: 'Username' }).fill('mxuser');
    await page.getByRole('textbox', { name: 'Password' }).fill('secret');
    await page.getByRole('button', { name: 'Connect' }).click();
    const next = (name: keyof typeof SCREENS) =>
      page.evaluate((screen) => Object(window).show(screen), name);
    await next('the login could not be sent');
    await expect.poll(values).toEqual(['mxuser', '']);
    await next('busy');
    await next('the login again');
    await expect.poll(values).toEqual(['mxuser', '']);
    // A person can empty the field.
    await page.getByRole('textbox', { name: 'Username' }).fill('');
    await next('the login could not be sent');
    await page.getByText('We could not send your login.').waitFor();
    expect(await values()).toEqual(['', '']);
  });

  test('say above the field of a code where it goes, by keyboard, until another attempt', async () => {
    await open('where the code goes');
    const next = (name: keyof typeof SCREENS) =>
      page.evaluate((screen) => Object(window).show(screen), name);
    const person = personAt(page);
    await person.chooses('Where should the code be sent?', 1);
    await person.press('Continue');
    await next('busy');
    await next('a code that was just sent');
    const field = person.field('Enter the code');
    const described = () =>
      field.evaluate((one) => {
        const line = (one.getRootNode() as ShadowRoot).getElementById(
          one.getAttribute('aria-describedby') ?? '',
        );
        const isAbove =
          line && line.getBoundingClientRect().bottom <= one.getBoundingClientRect().top;
        return [line?.textContent.replaceAll(/[\u2068\u2069]/g, ''), isAbove];
      });
    await expect.poll(described).toEqual(['You chose: To jo…@example.com', true]);
    // A wrong code asks for another one, which goes to the same place.
    await person.types('Enter the code', 'wrong');
    await page.keyboard.press('Enter');
    await next('busy');
    await next('a code that was just sent');
    await expect.poll(described).toEqual(['You chose: To jo…@example.com', true]);
    await next('failed, to be tried again');
    await next('busy');
    await next('a code that was just sent');
    await expect.poll(described).toEqual(['', true]);
  });

  test('say once what helps if nobody has typed a code for a minute, and move nothing', async () => {
    const own = await browser.newPage();
    await putPage(own.context(), ADDRESS, 'screens');
    await own.clock.install();
    const person = personAt(own);
    const help = own.getByRole('status').getByText('No code yet?');
    const parts = () =>
      own.locator('mx-connect').evaluate(({ shadowRoot }) => ({
        focus: shadowRoot?.activeElement?.getAttribute('data-part'),
        boxes: [...(shadowRoot?.querySelectorAll('[data-part]') ?? [])]
          .filter((one) => !/root|noCode/.test(one.getAttribute('data-part') ?? ''))
          .map((one) => JSON.stringify(one.getBoundingClientRect())),
      }));
    for (const typed of ['', '12']) {
      await own.goto(`${ADDRESS}?${typed}#a%20code%20that%20was%20just%20sent`);
      await person.types('Enter the code', typed);
      const before = await parts();
      expect(before.focus).toBe('field');
      const changes = await own.locator('mx-connect').evaluateHandle(({ shadowRoot }) => {
        const seen: string[] = [];
        new MutationObserver((all) => {
          for (const { target } of all)
            seen.push((target as Element).getAttribute('data-part') ?? '');
        }).observe(shadowRoot as ShadowRoot, { subtree: true, attributes: true, childList: true });
        return seen;
      });
      await own.clock.runFor(55_000);
      expect(await help.isVisible()).toBe(false);
      await own.clock.runFor(10_000);
      expect(await help.isVisible()).toBe(typed === '');
      await own.clock.runFor(240_000);
      expect(await changes.jsonValue()).toEqual(typed === '' ? ['noCodeText'] : []);
      // Nobody is timed out, nothing is lost, and the keyboard stays where it was.
      expect(await parts()).toEqual(before);
      expect(await person.field('Enter the code').inputValue()).toBe(typed);
    }
    await own.context().close();
  });

  test.each([
    [
      'a login is held back',
      ['the login again', 'a login that is held back: after two refused ones'],
      [
        'Nothing was sent yet. Two logins in a row were not accepted, and some banks lock an account then. Try this login on the website of MX Bank first.',
      ],
    ],
    [
      'the same login is held back again',
      [
        'a login that is held back: the same again',
        'a login that was held back, on its way',
        'a login that is held back: the same again',
      ],
      [
        'Nothing was sent. MX Bank did not accept the same login a moment ago. Correct it, or try it on the website of MX Bank first.',
      ],
    ],
    [
      'the connection is interrupted',
      ['busy', 'slow, with MX out of reach'],
      ['Waiting for MX Bank', 'The connection was interrupted. We will keep trying.'],
    ],
    [
      'the network is gone',
      ['a code', 'offline, with a question'],
      ['You are offline. Your answer is still here.'],
    ],
    [
      'the accounts are counted',
      ['connected', 'connected, with its accounts'],
      ['We found 3 accounts.'],
    ],
  ] as const)(
    'WCAG 2.2, 4.1.3: say without the focus that %s',
    async (_, [from, ...next], sentences) => {
      await open(from);
      await page.getByRole('button').last().focus();
      const held = await page.evaluateHandle(
        () => document.querySelector('mx-connect')?.shadowRoot?.activeElement,
      );
      const said = await spokenBy(page);
      for (const name of next)
        await page.evaluate(async (screen) => {
          Object(window).show(screen);
          await document.querySelector('mx-connect')?.updateComplete;
        }, name);
      await expect.poll(() => said.jsonValue()).toEqual(sentences);
      expect(
        await held.evaluate(
          (one) => one === document.querySelector('mx-connect')?.shadowRoot?.activeElement,
        ),
      ).toBe(true);
    },
  );

  test('WCAG 2.2, 2.2.1: say that a bank may not wait long, take away nothing meanwhile, and lead on with one key after that', async () => {
    const own = await browser.newPage();
    await putPage(own.context(), ADDRESS, 'screens');
    await own.clock.install();
    await own.goto(`${ADDRESS}#a%20code%20that%20was%20just%20sent`);
    const person = personAt(own);
    await own.getByText('may wait only a few minutes').waitFor();
    await person.types('Enter the code', '12');
    await own.clock.runFor(29 * 60_000);
    const field = person.field('Enter the code').and(own.locator(':focus'));
    expect(await field.inputValue()).toBe('12');
    const tried = await own.locator('mx-connect').evaluateHandle((element) => {
      const { connection } = element as MxConnect;
      const tries: string[] = [];
      Object.assign(connection as MemberConnection, { retry: () => tries.push('again') });
      Object(window).show('an answer that came too late');
      return tries;
    });
    await person.sees('The time for your answer ran out');
    await person.press('Try again');
    expect(await tried.jsonValue()).toEqual(['again']);
    await own.context().close();
  });

  test('hint at Caps Lock in a password, and at a space that nobody sees, and stop nothing', async () => {
    await open('the login again');
    const username = page.getByRole('textbox', { name: 'Username' });
    const password = page.getByRole('textbox', { name: 'Password' });
    const press = (isOn: boolean) =>
      password.evaluate(
        (field, modifierCapsLock) =>
          field.dispatchEvent(
            new KeyboardEvent('keyup', {
              key: 'A',
              modifierCapsLock,
              bubbles: true,
              composed: true,
            }),
          ),
        isOn,
      );
    const hints = () => page.locator('mx-connect [data-part=hint]:visible').allTextContents();
    await password.focus();
    expect(await hints()).toEqual([]);
    await press(true);
    expect(await hints()).toEqual(['Caps Lock is on.']);
    await press(false);
    expect(await hints()).toEqual([]);
    await username.fill('mxuser ');
    await password.fill('two words');
    await page.getByRole('button', { name: 'Show password' }).focus();
    expect(await hints()).toEqual(['There is a space before or after this.']);
    await username.fill('mxuser');
    await password.focus();
    expect(await hints()).toEqual([]);
  });

  test('say why a bank asks in the words of the page, and report each screen without contents', async () => {
    await open('busy');
    const steps = await page.locator('mx-connect').evaluateHandle((element) => {
      const told: unknown[] = [];
      element.addEventListener('step', (event) => told.push((event as CustomEvent).detail));
      const own = document.createElement('p');
      own.slot = 'about';
      own.textContent = 'Ask us on the phone.';
      element.append(own);
      return told;
    });
    await page.evaluate(() => Object(window).show('a code'));
    await page.getByText('Ask us on the phone.').waitFor();
    expect(await page.getByText('make sure that it is you').isVisible()).toBe(false);
    expect(await steps.jsonValue()).toEqual([
      { screen: 'questions', from: 'busy', seconds: expect.any(Number) },
    ]);
  });

  test("leave a page's own custom properties as they are, in slots and in their own variables", async () => {
    await open('a code');
    await page.addStyleTag({
      content: `:root { --accent: rgb(1, 2, 3); --soft: rgb(4, 5, 6) }
        mx-connect { --mx-connect-accent: var(--accent) }
        mx-connect > p { color: var(--soft) }`,
    });
    const colours = await page.locator('mx-connect').evaluate((element) => {
      element.innerHTML = '<p slot="footer">Your data stays with us.</p>';
      const submit = element.shadowRoot?.querySelector('[data-part=submit]') as Element;
      const own = element.querySelector('p') as Element;
      return [getComputedStyle(submit).backgroundColor, getComputedStyle(own).color];
    });
    expect(colours).toEqual(['rgb(1, 2, 3)', 'rgb(4, 5, 6)']);
  });

  test('leave no answer in a form around them, and none in an attribute', async () => {
    await open('a code');
    const sent = page.evaluate(
      () =>
        new Promise<[number, string]>((resolve) => {
          const form = document.createElement('form');
          const element = document.querySelector('mx-connect') as MxConnect;
          (element.connection as unknown as { answer: MemberConnection['answer'] }).answer =
            async ({ answers }) => {
              const own = [...new FormData(form)].length;
              resolve([answers.length + own, element.shadowRoot?.innerHTML ?? '']);
              return [];
            };
          document.querySelector('main')?.append(form);
          form.append(element);
        }),
    );
    await page.getByRole('textbox').fill('SECRET-answer');
    await page.keyboard.press('Enter');
    const [count, html] = await sent;
    expect(count).toBe(1);
    expect(html).toContain('data-part="field"');
    expect(html).not.toContain('SECRET-answer');
    expect(page.url()).toBe(`${ADDRESS}?${opened}#a%20code`);
  });

  /** A page that is long above and below the screen, with a reader in it. */
  async function openInLongPage() {
    await open('busy');
    await page.evaluate(() => {
      const text = (id: string) =>
        `<section id="${id}">${'<p>What one reads.</p>'.repeat(60)}<a href="#">A link</a></section>`;
      document.querySelector('mx-connect')?.insertAdjacentHTML('beforebegin', text('above'));
      document.querySelector('mx-connect')?.insertAdjacentHTML('afterend', text('below'));
    });
    /** Shows the next screen, and measures how far the content in the middle of the window has moved. */
    return (next: keyof typeof SCREENS) =>
      page.evaluate(async (next) => {
        const read = [...document.querySelectorAll('p')].find(
          (one) => one.getBoundingClientRect().bottom > 300,
        );
        const top = () => read?.getBoundingClientRect().top ?? Number.NaN;
        const before = top();
        Object(window).show(next);
        await document.querySelector('mx-connect')?.updateComplete;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        // A browser keeps content in its place to the pixel.
        return Math.abs(Math.round(top() - before));
      }, next);
  }
  const focused = () =>
    page.evaluate(
      () =>
        document
          .querySelector('mx-connect')
          ?.shadowRoot?.activeElement?.getAttribute('data-part') ??
        document.activeElement?.localName,
    );

  test('do not move somebody who reads elsewhere on the page, and leave the focus there', async () => {
    const show = await openInLongPage();
    for (const scrolled of [0, 700, 100_000]) {
      await page.evaluate((top) => window.scrollTo(0, top), scrolled);
      for (const next of [
        'a code',
        'the login again',
        'busy',
        'failed, to be tried again',
      ] as const)
        expect(await show(next)).toBe(0);
      expect(await focused()).toBe('body');
    }
    await page.getByRole('link').last().focus();
    expect(await show('all kinds of questions')).toBe(0);
    expect(await focused()).toBe('a');
  });

  test('take the focus to the right place for somebody who has it in them', async () => {
    const show = await openInLongPage();
    await page.getByRole('button', { name: 'Cancel' }).focus();
    await show('a code');
    expect(await focused()).toBe('field');
    await page.keyboard.type('12');
    // The field is gone, and nothing else can be done.
    await show('busy');
    expect(await focused()).toBe('root');
    await show('the login again');
    expect(await focused()).toBe('field');
    await show('busy');
    // A person with the focus in the screen, who has scrolled away, reads on.
    await page.evaluate(() => window.scrollTo(0, 0));
    expect(await show('a code')).toBe(0);
    expect(await focused()).toBe('field');
    // A click beside everything removes the focus.
    await page.mouse.click(2, 2);
    expect(await focused()).toBe('body');
    await show('the login again');
    expect(await focused()).toBe('body');
  });

  test('ask by keyboard whether to stop: "No" has the focus, Escape is "No", and what is typed stays', async () => {
    await open('a code');
    await page.evaluate(() => {
      const around = document.createElement('dialog');
      around.append(document.querySelector('mx-connect') as Element);
      document.querySelector('main')?.append(around);
      around.showModal();
    });
    const field = page.getByRole('textbox');
    await field.fill('123');
    const cancel = page.getByRole('button', { name: 'Cancel' });
    for (const no of ['Escape', 'Enter']) {
      await cancel.focus();
      await page.keyboard.press('Enter');
      await expect.poll(focused).toBe('keep');
      await page.keyboard.press(no);
      await expect.poll(focused).toBe('field');
    }
    expect(await field.inputValue()).toBe('123');
    expect(await page.locator('dialog').evaluate((one) => (one as HTMLDialogElement).open)).toBe(
      true,
    );
  });

  test('get the focus by a call, before they are drawn too', async () => {
    await open('busy');
    await page.locator('mx-connect').evaluate((element) => {
      element.remove();
      const next = document.createElement('mx-connect');
      next.connection = (element as MxConnect).connection;
      document.body.append(next);
      next.focus();
    });
    expect(await focused()).toBe('root');
    await page.evaluate(() => Object(window).show('a code'));
    await expect.poll(focused).toBe('field');
  });

  test('report each end once, and every change', async () => {
    await open('busy');
    const events = await page.evaluate(async () => {
      const element = document.querySelector('mx-connect') as MxConnect;
      const { options } = element.connection as MemberConnection;
      const end = {
        outcome: 'failed',
        reason: 'locked',
        nextStep: 'visitInstitution',
      };
      let view = element.connection?.getView() as ReturnType<MemberConnection['getView']>;
      let changed = () => {};
      element.connection = {
        ...(element.connection as MemberConnection),
        options,
        getView: () => view,
        subscribe: (listener) => {
          changed = listener;
          return () => {};
        },
      };
      await element.updateComplete;
      const events: unknown[] = [];
      element.addEventListener('failed', ({ detail }) => events.push(detail.reason));
      element.addEventListener('connected', ({ detail }) => events.push(detail));
      element.addEventListener('stopped', ({ detail }) => events.push(detail));
      element.addEventListener('viewchange', () => events.push('viewchange'));
      const member = { ...view.member, outcome: end, state: 'failed' } as typeof view.member;
      view = { ...view, member };
      changed();
      view = { ...view, isElsewhere: true };
      changed();
      changed();
      view = { ...view, stopped: 'forbidden' };
      changed();
      return events;
    });
    expect(events).toEqual(['viewchange', 'locked', 'viewchange', 'viewchange', 'forbidden']);
  });
});
