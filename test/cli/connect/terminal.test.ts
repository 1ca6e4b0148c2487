import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTerminal } from '../../../packages/cli/src/connect/terminal.ts';
import { view } from '../../support/first-view.ts';
import { terminal } from '../support/terminal.ts';
import { CANCELLED, CHALLENGED, CONNECTED, DENIED, PHONES } from '../support/views.ts';

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }),
);
afterEach(() => void vi.useRealTimers());

/** The screen of a terminal made of streams. */
function opened(isStill = false) {
  const { input, output, keyboard, modes, shown } = terminal();
  const onInterrupt = vi.fn();
  const about = ['A bank in a box.'];
  const screen = createTerminal({ input, output, about, isStill, onInterrupt });
  return { screen, keyboard, modes, onInterrupt, shown };
}

test('shows the phase, the duration of each phase, and the outcome with the next step', () => {
  const { screen, shown, modes } = opened();
  expect(shown()).toContain('A bank in a box.');
  screen.show(view());
  vi.advanceTimersByTime(4_000);
  expect(shown()).toMatch(/Aggregating.*\(4 s\)$/);
  screen.show(CHALLENGED);
  expect(shown()).toMatch(/Aggregating.*\(4 s\)\n$/);
  expect(modes).toEqual([true, false]);
  screen.end(DENIED, null);
  expect(shown()).toMatch(
    /Failed\. Your bank did not accept your login\..*Check your login, then enter it again\./s,
  );
  screen.end(CONNECTED, null);
  expect(shown()).toMatch(/Connected to your bank\. Your newest data has arrived\..*Next: read/s);
});

test('says only that the run was cancelled, if it was', () => {
  const { screen, shown } = opened();
  screen.show(view());
  shown();
  screen.end(CANCELLED, null);
  expect(shown()).toMatch(/^[^\w]*You canceled\.\s*$/);
});

test('shows how far the job is, and a fault, while it works', () => {
  const { screen, shown } = opened();
  screen.show(view({ progress: 'accounts' }));
  expect(shown()).toContain('Your accounts have arrived. The rest is on its way. (0 s)');
  screen.show(view({ warning: { code: 'unreachable', message: 'MX cannot be reached.' } }));
  expect(shown()).toContain('MX cannot be reached. (0 s)');
  screen.show(view({ isSlow: true }));
  expect(shown()).toContain('This is taking longer than usual. (0 s)');
  screen.close();
});

test('shows the problem of an answer once, and which question a given answer has answered', () => {
  const { screen, shown } = opened();
  const refused = {
    ...CHALLENGED,
    problems: [{ guid: PHONES.guid, code: 'notAnOption' as const, message: 'Not a choice.' }],
  };
  screen.show(refused);
  screen.show(refused);
  expect(shown().match(/Not a choice\./g)).toHaveLength(1);
  screen.given?.(PHONES);
  expect(shown()).toMatch(/Which phone\?\n.*Answered with a given answer\./);
});

test('says that an answer may not have arrived if the same question comes back', () => {
  const { screen, shown } = opened();
  screen.show(CHALLENGED);
  screen.show(view({ state: 'resumed', round: 1 }));
  screen.show({ ...CHALLENGED, warning: { code: 'lost', message: 'Perhaps it arrived.' } });
  expect(shown()).toContain('Perhaps it arrived.');
});

test('ignores keys while nothing is asked, and Ctrl-C interrupts', () => {
  const { screen, keyboard, onInterrupt } = opened();
  screen.show(view());
  keyboard.emit('data', '\r');
  expect(onInterrupt).not.toHaveBeenCalled();
  keyboard.emit('data', '\u0003');
  expect(onInterrupt).toHaveBeenCalledOnce();
});

test('restores the cursor and the keyboard when it is closed', () => {
  const { screen, modes, keyboard } = opened();
  screen.show(view());
  screen.close();
  screen.close();
  expect(modes).toEqual([true, false]);
  expect(keyboard.listenerCount('data')).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('a terminal that cannot move its cursor gets plain lines: no box, no escape sequence, each phase once', async () => {
  const { screen, keyboard, shown } = opened(true);
  expect(shown()).toBe('mx-member connect\nA bank in a box.\n');
  screen.show(view());
  screen.show(CHALLENGED);
  const answer = screen.ask?.(PHONES, new AbortController().signal);
  keyboard.write('1\n');
  expect(await answer).toBe('value-home');
  screen.end(CONNECTED, null);
  const text = shown();
  expect(text).toMatch(/^Aggregating: .*\nWhich phone\?\n {2}1 {2}Home\n/);
  expect(text.match(/Aggregating/g)).toHaveLength(1);
  expect(text).not.toMatch(/[^\x20-\x7e\n]/);
});

test('a sentence of the first screen is broken between words at 80 columns', () => {
  const { input, output, shown } = terminal();
  const about = [
    'Password simulate:options,token: Two rounds of questions, one after the other, about a phone and a code.',
  ];
  createTerminal({ input, output, about, isStill: false, onInterrupt: () => {} });
  const lines = shown().split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.join(' ')).toContain('about a');
});
