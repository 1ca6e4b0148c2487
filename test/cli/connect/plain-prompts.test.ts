import type { Challenge } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { createPlainAsk } from '../../../packages/cli/src/connect/plain-prompts.ts';
import { put as putTo } from '../support/asking.ts';
import { PHONES } from '../support/views.ts';

const TOKEN: Challenge = { guid: 'CRD-2', type: 'TOKEN', label: 'Enter the code', options: [] };
const TEXT: Challenge = { ...TOKEN, type: 'TEXT', label: 'Which city?' };

const put = (challenge: Challenge) => putTo(createPlainAsk, challenge);

test('a list is numbered, its number is the answer, and the cursor is not moved', async () => {
  const { answer, press, printed } = put(PHONES);
  await press('3\n', 'fax\n', '2\n');
  expect(await answer).toBe('value-work');
  expect(printed()).toMatch(
    /^Which phone\?\n {2}1 {2}Home\n {2}2 {2}Work \(.+picture-1\.png\)\n> /,
  );
  expect(printed().match(/Type the number of a choice, from 1 to 2\.\n/g)).toHaveLength(2);
  expect(printed()).not.toContain('value-');
  expect(printed()).not.toContain('\u001b');
});

test('an empty text is refused at once, and the question stays open', async () => {
  const { answer, press, printed } = put(TEXT);
  await press('\n', 'Provo\n');
  expect(await answer).toBe('Provo');
  expect(printed()).toBe('Which city?\n> The answer is empty.\n> ');
});

test('a typed code is hidden and can be corrected', async () => {
  const { answer, press, printed, modes } = put(TOKEN);
  await press('98\u007f47', '1\r');
  expect(await answer).toBe('9471');
  expect(printed()).toBe('Enter the code\n(hidden) > \n');
  expect(modes).toEqual([true, false]);
});

test('a picture to read is saved in a file, and its path is shown', async () => {
  const imageData = 'data:image/png;base64,AAAA';
  const { answer, press, printed } = put({ ...TEXT, type: 'IMAGE_DATA', imageData });
  await press('x\n');
  await answer;
  expect(printed()).toMatch(/^Look at this picture: .+\.png\n/);
});

test('Ctrl-D at a question interrupts', async () => {
  const { answer, keyboard, onInterrupt } = put(PHONES);
  keyboard.end();
  expect(await answer).toBeNull();
  expect(onInterrupt).toHaveBeenCalledOnce();
});

test.each(['\u0003', '\u0004'])('%j while a code is typed interrupts', async (key) => {
  const { answer, press, onInterrupt, modes } = put(TOKEN);
  await press('12', key);
  expect(await answer).toBeNull();
  expect(onInterrupt).toHaveBeenCalledOnce();
  expect(modes).toEqual([true, false]);
});

test.each([PHONES, TOKEN])(
  'a $type that is no longer asked closes with a message and does not interrupt the run',
  async (challenge) => {
    const { answer, printed, onInterrupt, withdrawal, keyboard } = put(challenge);
    withdrawal.abort();
    expect(await answer).toBeNull();
    expect(printed()).toContain('You no longer need to answer this question.');
    expect(onInterrupt).not.toHaveBeenCalled();
    expect(keyboard.listenerCount('data')).toBe(0);
  },
);
