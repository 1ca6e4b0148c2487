import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSpinner, duration } from '../../../packages/cli/src/connect/spinner.ts';
import { terminal } from '../support/terminal.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function spinning(isStill: boolean, columns = 80) {
  const { output, screen } = terminal({ size: columns });
  return { spinner: createSpinner(output, isStill), printed: () => String(screen.read() ?? '') };
}

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%i ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('shows the time so far, which goes on when the text changes', () => {
  const { spinner, printed } = spinning(false);
  spinner.spin('One');
  vi.advanceTimersByTime(2_100);
  spinner.spin('Two');
  vi.advanceTimersByTime(1_000);
  expect(stripVTControlCharacters(printed())).toMatch(/One \(0 s\).*One \(2 s\).*Two \(3 s\)$/s);
  expect(spinner.stop()).toBe(3_100);
  expect(spinner.stop()).toBeNull();
});

test('hides the cursor while it spins, and leaves no timer behind', () => {
  const { spinner, printed } = spinning(false);
  spinner.spin('One');
  expect(printed()).toContain('\u001b[?25l');
  spinner.stop();
  expect(printed()).toContain('\u001b[?25h');
  expect(vi.getTimerCount()).toBe(0);
});

test('never fills the whole line, because a line that wraps cannot be removed', () => {
  const { spinner, printed } = spinning(false, 20);
  spinner.spin('A text that is much longer than the terminal is wide');
  const line = stripVTControlCharacters(printed());
  expect(line).toMatch(/ A te.*… \(0 s\)$/);
  expect(line.length).toBeLessThan(20);
  spinner.stop();
});

test('writes each text as one line if nothing may move', () => {
  const { spinner, printed } = spinning(true);
  spinner.spin('One');
  spinner.spin('One');
  vi.advanceTimersByTime(5_000);
  spinner.spin('Two');
  expect(printed()).toBe('One\nTwo\n');
  expect(spinner.stop()).toBe(5_000);
  expect(printed()).toBe('');
});
