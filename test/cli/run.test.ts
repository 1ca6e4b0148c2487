import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { inProcess } from './support/in-process.ts';
import { terminal } from './support/terminal.ts';

/** Terminals of some containers and serial lines report 0 columns and rows, or none. */

/** Runs `connect` until it has shown a text, and returns what a person sees. */
async function connected(size: number | undefined, until: RegExp, ...words: string[]) {
  const stop = new AbortController();
  const { input, output, screen } = terminal({ size });
  let shown = '';
  screen.on('data', (text: string) => {
    shown += stripVTControlCharacters(text);
    if (until.test(shown)) setImmediate(() => stop.abort());
  });
  await run(['connect', ...words], {
    stdin: input,
    stdout: output,
    stderr: output,
    env: {},
    signal: stop.signal,
    interrupt: () => stop.abort(),
  });
  return shown;
}

test.each([0, undefined])('a terminal of %s columns is treated like one of 80', async (size) => {
  const shown = await connected(size, /\(\d s\)/);
  expect(shown).toContain('This is MX Bank, simulated on this computer.');
  expect(shown).toMatch(/Aggregating.* \(0 s\)/);
});

test('a terminal of 0 rows shows all choices of a question', async () => {
  const shown = await connected(0, /confirm/, '--pace', 'fast');
  expect(shown).toMatch(/Text message to.*Voice call to.*Email to/s);
});

test('the help on a terminal of 0 columns is the same as on one of 80', async () => {
  const { out } = await inProcess('connect --help', 0);
  expect(out).toBe((await inProcess('connect --help', 80)).out);
  expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeGreaterThan(60);
});

test.each(['connect', 'serve', 'simulate', 'conformance'])(
  'the help of %s fits into 80 columns',
  async (command) => {
    const { out } = await inProcess(`${command} --help`, 80);
    const [text = ''] = out.split('Examples:');
    expect(text.split('\n').filter(({ length }) => length > 80)).toEqual([]);
  },
);
