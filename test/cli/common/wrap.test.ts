import { expect, test } from 'vitest';
import { wrapped } from '../../../packages/cli/src/common/wrap.ts';
import { inProcess } from '../support/in-process.ts';

/** The lines that a terminal of 80 columns would break inside of a word. Addresses and commands may be longer. */
const tooLong = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter(
      (line) => line.length > 80 && !/^\s*(?:[A-Z_]+=|curl|npx|mx-member )|https?:/.test(line),
    );

test('a line is broken between words, below its first word, and a command before an option', () => {
  expect(wrapped('  ✗ one two three four\nfive', 14)).toBe('  ✗ one two\n    three four\nfive');
  expect(wrapped('  word          about the word', 24)).toBe('  word          about\n  the word');
  const command = '  MX_API_KEY=key npx mx-member health --user USR-1';
  expect(wrapped(command, 20)).toBe('  MX_API_KEY=key npx mx-member health \\\n    --user USR-1');
  const quoted = "  curl -X POST -d '{ -a }' http://127.0.0.1";
  expect(wrapped(quoted, 20)).toBe(quoted);
  expect(wrapped('averylongwordthatfits nowhere', 10)).toBe('averylongwordthatfits\nnowhere');
});

test.each([
  'doctor',
  'health --user USR-1',
  'connect --user USR-1',
  'connect --at nowhere --user USR-1 --member MBR-1',
  'replay /nowhere/trace.ndjson',
  'simulate --fault nonsense',
  'simulate --port 99999',
  'serve --restate nowhere',
  'backup',
  'test-backend',
  'conect',
])('what %s says fits into 80 columns', async (line) => {
  const { out, err, code } = await inProcess(line, 80);
  expect(code).not.toBe(0);
  expect(err).not.toBe('');
  expect(tooLong(out + err)).toEqual([]);
});

test.each(['doctor', 'health --user USR-1'])(
  '%s without keys says how to try it without',
  async (line) => {
    const { code, err } = await inProcess(line);
    expect(code).toBe(2);
    expect(err).toContain('mx-member simulate prints keys');
  },
);
