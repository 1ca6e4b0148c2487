import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutputWatch } from '../../../packages/cli/src/test-backend/run/output.ts';
import { Words } from '../../../packages/simulator/src/world/words.ts';

const ANSWER = 'answer0123456789abcdef';
const words = new Words();
words.add('an answer', ANSWER);

/** What a server prints, in pieces as they come. */
async function watched(...pieces: readonly (string | Buffer)[]): Promise<OutputWatch> {
  const watch = new OutputWatch(words);
  const stream = new PassThrough();
  watch.read(stream, 'standard output', { line: 0 });
  for (const piece of pieces) {
    stream.write(piece);
    await setImmediate();
  }
  return watch;
}
const leak = (line: number) => ({ stream: 'standard output', line, kind: 'an answer' });

test('a secret is found in the line where it stands, also where two pieces meet', async () => {
  const { found } = await watched('one\ntwo ans', `${ANSWER.slice(3)}\r\nthree\n`);
  expect(found).toEqual({ lines: 3, leaks: [leak(2)] });
});

test('a secret without a line break after it is found, and what was printed last is shown without it', async () => {
  const watch = await watched('ready\n', `sent ${ANSWER}`);
  expect(watch.lastLines.join()).toMatch(/^ready,sent /);
  expect(watch.lastLines.join()).not.toContain(ANSWER);
  expect(watch.found).toEqual({ lines: 2, leaks: [leak(2)] });
});

test('megabytes without a line break are looked through, and not kept', async () => {
  const megabyte = 'x'.repeat(2 ** 20);
  const cut = 7;
  const { found } = await watched(
    ...Array.from({ length: 8 }, () => megabyte),
    megabyte.slice(0, -cut) + ANSWER.slice(0, cut),
    ANSWER.slice(cut) + megabyte,
    megabyte,
  );
  expect(found.leaks).toContainEqual(leak(1));
});
