import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { putPage } from '../support/pages.ts';

const ADDRESS = 'https://connect.example/';
const GUIDE = join(import.meta.dirname, '../../docs/looks.md');

/** The element that has the focus, as the accessibility tree has it. */
async function focused(tree: CDPSession): Promise<string> {
  const { result } = await tree.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const { nodes } = await tree.send('Accessibility.getPartialAXTree', {
    objectId: result.objectId ?? '',
    fetchRelatives: true,
  });
  const [node] = nodes;
  const group = nodes.find(({ role }) => role?.value === 'radiogroup');
  const invalid = node?.properties?.find(({ name }) => name === 'invalid')?.value.value;
  return [
    `${node?.role?.value} "${node?.name?.value}"`,
    ...(group ? [`in radiogroup "${group.name?.value}"`] : []),
    ...(invalid === 'true' ? ['invalid'] : []),
    ...(node?.description?.value ? [`"${node.description.value}"`] : []),
  ].join(', ');
}

describe.skipIf(!hasChromium)('what a screen reader says of a whole lifecycle', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  test('by keyboard alone: nothing twice between two keys, and the guide shows it', async () => {
    const context = await browser.newContext();
    await putPage(context, `${ADDRESS}**`, 'transcript');
    const page = await context.newPage();
    await page.goto(`${ADDRESS}#${encodeURIComponent('simulate:text,options')}`);
    const tree = await context.newCDPSession(page);
    await tree.send('Accessibility.enable');
    const lines: string[] = [];
    let at = 'nowhere';
    /** What has been said since, when the screen says `title`. */
    async function listen(title: string): Promise<void> {
      await page.getByRole('heading', { name: title }).waitFor();
      // The focus moves after the screen was drawn.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      const said = await page.evaluate(() => (window as { said?: string[] }).said?.splice(0) ?? []);
      lines.push(...said.map((text) => `says: ${text}`));
      const now = await focused(tree);
      if (now !== at && !/^(RootWebArea|none)/.test(now)) lines.push(`goes to: ${now}`);
      at = now;
    }
    const press = async (key: string) => {
      lines.push(`[${key}]`);
      await page.keyboard.press(key);
    };

    const answer = async (word: string) => {
      lines.push(`[types ${word}]`);
      await page.keyboard.type(word);
      await press('Enter');
      await listen('Checking your answer');
    };
    await listen('Connecting to MX Bank');
    await listen('Answer a question from MX Bank');
    await press('Tab');
    await listen('Answer a question from MX Bank');
    await press('Enter');
    await page.getByText('Please enter an answer.').waitFor();
    await listen('Answer a question from MX Bank');
    await answer('a wrong answer');
    await listen('MX Bank did not accept your answer');
    await press('Tab');
    await listen('MX Bank did not accept your answer');
    await press('Enter');
    await listen('Connecting to MX Bank');
    await listen('Answer a question from MX Bank');
    await answer('correct');
    await listen('Choose an option');
    await press('Space');
    await press('Enter');
    await listen('Checking your answer');
    await listen('Connected to MX Bank');

    const steps = lines.join('\n').split(/^\[.*\]$/m);
    for (const step of steps) {
      const texts = step.split(/^(?:says|goes to): /m).map((text) => text.trim());
      expect(texts).toEqual([...new Set(texts)]);
    }
    const [, shown = ''] = /```text\n(.*?)```/s.exec(readFileSync(GUIDE, 'utf8')) ?? [];
    expect(lines.join('\n')).toBe(shown.trim());
  });
});
