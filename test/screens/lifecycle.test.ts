import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { isEverywhere } from '../support/run-count.ts';
import { testIf } from '../support/test-if.ts';
import { personAt, spokenBy } from './support/person.ts';
import {
  BINDINGS,
  buildPages,
  flip,
  OWN,
  openSite,
  type SiteOptions,
  SOURCES,
  toldBy,
} from './support/site.ts';

/**
 * `pnpm test` takes two frameworks, one at each source, and one or three of the tests. `pnpm test:everywhere` takes
 * all.
 */
const CASES = [
  ...BINDINGS.flatMap((binding) => SOURCES.map((source) => ({ binding, source }))),
  ...OWN.map((binding) => ({ binding, source: 'host' as const })),
].filter(
  ({ binding, source }) =>
    isEverywhere || ['react at a host', 'element at a relay'].includes(`${binding} at a ${source}`),
);

const HOW = 'How should we send your code?';
const CODE = 'Enter the code that was sent to';
const CITY = 'What city were you born in?';
const WORD = 'Type the word in the picture';
const PICTURE = 'Which picture is yours?';

let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launchChromium();
  await buildPages(CASES);
});
afterAll(() => browser?.close());

describe.skipIf(!hasChromium).concurrent.each(CASES)(
  '$binding at a $source',
  ({ binding, source }) => {
    const isOwn = OWN.some((one) => one === binding);
    const testElement = testIf(isEverywhere || binding === 'element');
    const testEverywhere = testIf(isEverywhere);

    /** A person in front of the screen. At the end, no answer that was given once has reached the bank twice. */
    async function begin({ onTestFinished }: TestContext, options: SiteOptions) {
      const site = await openSite(browser, binding, source, options);
      onTestFinished(async () => {
        await site.close();
        expect(site.errors).toEqual([]);
        const { answers, refusedAnswers } = site.received();
        expect(refusedAnswers).toBe(0);
        expect(new Set(answers.map(({ challenge }) => challenge)).size).toBe(answers.length);
      });
      return { ...site, ...personAt(await site.openTab()) };
    }

    test('asks in two rounds, with a reload in each, and is put away and shown again meanwhile', async (context) => {
      const { page, sees, field, chooses, types, press, received } = await begin(context, {
        password: 'simulate:options,token',
      });
      await sees('Choose an option');
      await flip(page);
      await page.reload();
      await chooses(HOW, 0);
      await press('Continue');
      await flip(page);
      await field(CODE).waitFor();
      await page.reload();
      await types(CODE, 'correct');
      await page.keyboard.press('Enter');
      await flip(page);
      await sees('Connected to MX Bank');
      if (!isOwn) {
        expect(await toldBy(page, 'connected')).toEqual([['connected', false]]);
        expect((await toldBy(page, 'screen')).at(-1)).toEqual(['screen', 'busy → ended']);
        await press('Done');
        expect(await toldBy(page, 'done')).toEqual([['done', 'connected']]);
      }
      if (!isOwn && binding !== 'element') {
        const last = page.locator('.of-the-page', { hasText: 'Shown: connected' });
        expect(await last.count()).toBe(1);
      }
      await page.reload();
      await sees('Connected to MX Bank');
      if (!isOwn) {
        expect(await toldBy(page, 'connected')).toEqual([['connected', true]]);
        expect((await toldBy(page, 'screen')).at(-1)?.[1]).toMatch(/ended$/);
      }
      const { starts, answers } = received();
      expect(starts.map(({ result }) => result)).toEqual(['started']);
      expect(answers.map(({ grade }) => grade)).toEqual(['right', 'right']);
    });

    testEverywhere(
      'opens a broken member without a login, and repairs it in place',
      async (context) => {
        const { page, sees, reads, types, press, received } = await begin(context, {
          password: 'INVALID',
          isAtRest: true,
        });
        await sees('MX Bank did not accept your login');
        await reads('Check your login, then enter it again.');
        await flip(page);
        await page.reload();
        expect(received().starts).toHaveLength(1);
        await press('Cancel');
        await press('Try again');
        await types('Username', 'mxuser');
        await types('Password', 'correct');
        await press('Connect');
        await sees('Connected to MX Bank');
        expect(received().starts.map(({ result }) => result)).toEqual(['started', 'started']);
      },
    );

    testEverywhere(
      'asks all five kinds at once, says what is empty, and tries again after a wrong answer',
      async (context) => {
        const { page, sees, reads, field, radio, types, chooses, press, received } = await begin(
          context,
          {
            password: 'simulate:text+options+token+image+image_options',
          },
        );
        const answer = async (word: string) => {
          await types(CITY, 'correct');
          await chooses(HOW, 0);
          await types(CODE, 'correct');
          await types(WORD, word);
          await chooses(PICTURE, 1);
          await press('Continue');
        };
        await sees('Answer 5 questions from MX Bank');
        await press('Continue');
        await reads('Please check what you entered.');
        for (const name of [CITY, CODE, WORD])
          await page
            .getByRole('textbox', { name, description: 'Please enter an answer.' })
            .waitFor();
        await page.getByRole('radiogroup', { name: HOW, description: /Please/ }).waitFor();
        expect(received().answers).toEqual([]);
        await answer('wrong');
        await sees('MX Bank did not accept your answer');
        await press('Try again');
        await sees('Answer 5 questions from MX Bank');
        expect(await field(WORD).inputValue()).toBe('');
        expect(await radio('Picture 2').isChecked()).toBe(false);
        await answer('correct');
        await sees('Connected to MX Bank');
        const { starts, answers } = received();
        expect(starts).toHaveLength(2);
        expect(answers.filter(({ grade }) => grade === 'wrong')).toHaveLength(1);
        expect(answers).toHaveLength(10);
      },
    );

    testEverywhere(
      'says it again, and goes to the field again, when the same wrong answer comes again',
      async (context) => {
        const { page, sees, field, press } = await begin(context, { password: 'challenge' });
        await sees('Answer a question from MX Bank');
        const said = await spokenBy(page);
        for (const count of [1, 2]) {
          await press('Continue');
          await field(CITY).and(page.locator(':focus')).waitFor();
          await page.waitForFunction(({ texts, count }) => texts.length === count, {
            texts: said,
            count,
          });
        }
        const wrong = 'Please enter an answer.';
        expect(await said.jsonValue()).toEqual([wrong, wrong]);
      },
    );

    testEverywhere(
      'asks for the login again when the bank has refused it, and goes on with the same member',
      async (context) => {
        const { sees, types, press, received } = await begin(context, { password: 'UNAUTHORIZED' });
        await sees('MX Bank did not accept your login');
        await types('Username', 'mxuser');
        await types('Password', 'correct');
        await press('Connect');
        await sees('Connected to MX Bank');
        expect(received().starts.map(({ by }) => by)).toEqual(['create', 'update']);
      },
    );

    testEverywhere(
      'holds the third login back, keeps what was typed and the focus, and sends it after a yes',
      async (context) => {
        const { page, sees, reads, types, field, press, received } = await begin(context, {
          password: 'UNAUTHORIZED',
        });
        const logIn = async (password: string) => {
          await types('Username', 'mxuser');
          await types('Password', password);
          await press('Connect');
        };
        await sees('MX Bank did not accept your login');
        await logIn('INVALID');
        await sees('Connecting to MX Bank');
        await sees('MX Bank did not accept your login');
        await logIn('correct');
        await reads('Two logins in a row were not accepted');
        expect(await field('Password').inputValue()).toBe('correct');
        expect(await field('Username').inputValue()).toBe('mxuser');
        const focused = () =>
          page.evaluate(() => {
            const { activeElement } = document;
            return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.textContent;
          });
        expect(await focused()).toBe('Connect');
        // It is the same screen in each framework.
        expect(await page.getByRole('button').allTextContents()).toEqual([
          'Show password',
          'Connect',
          'I have checked it: log in',
          'Cancel',
        ]);
        expect(received().starts).toHaveLength(2);
        await press('I have checked it: log in');
        await sees('Connected to MX Bank');
        expect(received().starts.map(({ by }) => by)).toEqual(['create', 'update', 'update']);
      },
    );

    testEverywhere('waits while MX cannot be reached, and goes on by itself', async (context) => {
      const { sees, reads, types, press, setDown } = await begin(context, {
        password: 'challenge',
        isDown: true,
      });
      await sees('Waiting for MX Bank');
      await reads('The connection was interrupted.');
      setDown(false);
      await sees('Answer a question from MX Bank');
      await types(CITY, 'correct');
      await press('Continue');
      await sees('Connected to MX Bank');
    });

    testElement(
      'opens the bank’s page again after it was blocked, closed and refused',
      async (context) => {
        const { page, sees, reads, press, received } = await begin(context, { password: null });
        await sees('Continue at MX Bank');
        await page.evaluate(() => {
          const { open } = window;
          window.open = () => {
            window.open = open;
            return null;
          };
        });
        await press('Go to MX Bank');
        await reads('Your browser blocked the window.');
        const opens = async (name = 'Open MX Bank again') => {
          const opened = page.waitForEvent('popup');
          await press(name);
          return personAt(await opened);
        };
        const first = await opens('Go to MX Bank');
        await first.button('Deny').waitFor();
        await first.page.close();
        await reads('Waiting for MX Bank.');
        await (await opens()).press('Deny');
        await reads('You did not finish logging in at MX Bank.');
        await (await opens()).press('Authorize');
        await sees('Connected to MX Bank');
        expect(received().starts.map(({ by }) => by)).toEqual(['oauth']);
      },
    );

    testEverywhere(
      'goes on with the member that the bank was connected to before',
      async (context) => {
        const { page, sees, press, received, other } = await begin(context, {
          password: null,
          hasOther: true,
          followMember: true,
        });
        await sees('Continue at MX Bank');
        const opened = page.waitForEvent('popup');
        await press('Go to MX Bank');
        await personAt(await opened).press('Authorize');
        await sees('Connected to MX Bank');
        expect(received().starts).toEqual([]);
        expect(received(other?.memberGuid).starts.map(({ by }) => by)).toEqual(['oauth', 'oauth']);
      },
    );

    testElement('shows the same in two tabs, and takes one answer from either', async (context) => {
      const { page, openTab, sees, field, types, press, received } = await begin(context, {
        password: 'simulate:token,text',
      });
      await field(CODE).waitFor();
      const second = personAt(await openTab());
      await second.types(CODE, 'correct');
      await second.press('Continue');
      await field(CITY).waitFor();
      await second.field(CITY).waitFor();
      await page.bringToFront();
      await types(CITY, 'correct');
      await press('Continue');
      await sees('Connected to MX Bank');
      await second.sees('Connected to MX Bank');
      expect(received().answers).toHaveLength(2);
    });
  },
);
