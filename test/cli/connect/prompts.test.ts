import { stripVTControlCharacters } from 'node:util';
import type { Challenge } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { createAsk } from '../../../packages/cli/src/connect/prompts.ts';
import { put as putTo } from '../support/asking.ts';
import { PHONES } from '../support/views.ts';

const DOWN = '\u001b[B';
const ENTER = '\r';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const TOKEN: Challenge = { guid: 'CRD-2', type: 'TOKEN', label: 'Enter the code', options: [] };

const put = (challenge: Challenge) => putTo(createAsk, challenge);

test('a list shows labels and answers with the value', async () => {
  const { answer, press, printed } = put(PHONES);
  await press(DOWN, ENTER);
  expect(await answer).toBe('value-work');
  expect(printed()).toContain('Home');
  expect(printed()).not.toContain('value-');
});

test('a typed code is hidden', async () => {
  const { answer, press, printed } = put(TOKEN);
  await press('9', '4', '7', ENTER);
  expect(await answer).toBe('947');
  expect(printed()).not.toMatch(/[947]7?$|947/m);
});

test('an empty answer is refused at once, and the question stays open', async () => {
  const { answer, press, printed } = put({ ...TOKEN, type: 'TEXT' });
  await press(ENTER);
  expect(printed()).toContain('The answer is empty.');
  await press('x', ENTER);
  expect(await answer).toBe('x');
});

test.each(['TEXT', 'TOKEN', 'OPTIONS'] as const)(
  'a long question of type %s has the line of the screen before each of its lines',
  async (type) => {
    const label = 'Enter the code that we have sent to your phone. '.repeat(4);
    const options = type === 'OPTIONS' ? PHONES.options : [];
    const { answer, press, printed } = put({ ...TOKEN, type, label, options });
    await press('x', ENTER);
    await answer;
    const lines = stripVTControlCharacters(printed()).split('\n');
    const words = lines.filter((line) => line.includes('Enter the code'));
    expect(words.length).toBeGreaterThan(3);
    for (const line of words) expect(line).toMatch(/^.{0,9}[│◆◇] {2}/);
  },
);

test('a picture to read is saved in a file, and its path is shown', async () => {
  const imageData = 'data:image/png;base64,AAAA';
  const { answer, press, printed } = put({ ...TOKEN, type: 'IMAGE_DATA', imageData });
  await press('x', ENTER);
  await answer;
  expect(printed()).toMatch(/Look at this picture: .+\.png/);
});

test.each([
  ['Ctrl-C', CTRL_C],
  ['Ctrl-D', CTRL_D],
])('%s at a question interrupts', async (_, key) => {
  const { answer, press, onInterrupt } = put(PHONES);
  await press(key);
  expect(await answer).toBeNull();
  expect(onInterrupt).toHaveBeenCalledOnce();
});

test('a question that is no longer asked closes with a message and does not interrupt the run', async () => {
  const { answer, printed, onInterrupt, withdrawal } = put(PHONES);
  withdrawal.abort();
  expect(printed()).toContain('You no longer need to answer this question.');
  expect(await answer).toBeNull();
  expect(onInterrupt).not.toHaveBeenCalled();
});

test('nothing is written after the answer', async () => {
  const { answer, press, printed, withdrawal } = put(PHONES);
  await press(ENTER);
  await answer;
  const before = printed();
  withdrawal.abort();
  expect(printed()).toBe(before);
});
