import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { run } from '../../packages/cli/src/run.ts';
import { inProcess } from './support/in-process.ts';

/** Some containers and serial lines say that their terminal has 0 columns, or nothing. */

/** What a person sees of a connection that Ctrl-C ends as soon as it is under way. */
async function connected(columns: number | undefined) {
  const stop = new AbortController();
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { columns, isTTY: true });
  let shown = '';
  output.on('data', (text: string) => {
    shown += stripVTControlCharacters(text);
    if (/\(\d s\)/.test(shown)) setImmediate(() => stop.abort());
  });
  await run(['connect'], {
    stdin: input as unknown as ReadStream,
    stdout: output as unknown as WriteStream,
    stderr: output as unknown as WriteStream,
    env: {},
    signal: stop.signal,
    interrupt: () => stop.abort(),
  });
  return shown;
}

test.each([0, undefined])(
  'a terminal of %s columns is written to as one of 80',
  async (columns) => {
    const shown = await connected(columns);
    expect(shown).toContain('This is MX Bank, simulated on this machine.');
    expect(shown).toMatch(/Aggregating.* \(0 s\)/);
  },
);

test('the help on a terminal of 0 columns is that of one of 80', async () => {
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
