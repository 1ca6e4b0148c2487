import { expect, test, vi } from 'vitest';
import { run } from '../../../packages/cli/src/run.ts';
import { terminal } from '../support/terminal.ts';

const DOWN = '\u001b[B';
const ENTER = '\r';

/** `connect` in a terminal, at a bank whose list has a wrong choice. */
function connecting() {
  const { keyboard, screen, input, output } = terminal();
  let shown = '';
  screen.on('data', (text: string) => {
    shown += text;
  });
  const ended = run('connect --pace fast --password options'.split(' '), {
    stdin: input,
    stdout: output,
    stderr: output,
    env: {},
    signal: new AbortController().signal,
    interrupt: () => {},
  });
  const count = (text: string) => shown.split(text).length - 1;
  return {
    ended,
    shown: () => shown,
    /** Waits until a question is asked for the nth time, then presses keys. */
    async press(question: string, nth: number, ...keys: readonly string[]) {
      await vi.waitFor(() => expect(count(`◆  ${question}`)).toBeGreaterThanOrEqual(nth), {
        timeout: 30_000,
      });
      for (const key of keys) keyboard.write(key);
    },
  };
}

test('after a wrong choice a person is asked whether to start again, and the second attempt connects', async () => {
  const { ended, press, shown } = connecting();
  await press('How should we send your code?', 1, DOWN, ENTER);
  await press('Your bank did not accept your answer. Start again?', 1, ENTER);
  await press('How should we send your code?', 2, ENTER);
  expect(await ended).toBe(0);
  expect(shown()).toContain('Connected to your bank.');
  expect(shown()).not.toContain('Failed.');
});

test('a person who does not want to start again gets the outcome, and the exit code of a failure', async () => {
  const { ended, press, shown } = connecting();
  await press('How should we send your code?', 1, DOWN, ENTER);
  await press('Your bank did not accept your answer. Start again?', 1, DOWN, ENTER);
  expect(await ended).toBe(1);
  expect(shown()).toContain('Failed. Your bank did not accept your answer.');
});
