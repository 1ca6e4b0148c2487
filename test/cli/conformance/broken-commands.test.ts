import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { at, COUNTER, VECTORS } from '../support/counter.ts';
import { inProcess } from '../support/in-process.ts';
import { start } from '../support/process.ts';

/** Commands that crash, hang, do not speak the protocol, or do not end. */

describe('a command that breaks is reported with the reason, and started again for the next vector', () => {
  test.each([
    ['crash', /ended with exit code 3/, /Something broke in line 12/],
    ['hang', /did not answer within 3000 ms \(--timeout\)\.\n/, /^$/],
    ['garbage', /not JSON: "Hello, world!".*standard error/, /^$/],
    ['partial', /It lacks "record", "effects" \(an array\), "view" \(an object\)\./, /^$/],
    ['twice', /a line without a request/, /^$/],
    ['ramble', /wrote a line longer than 8 MB/, /^$/],
    ['misname', /answered with "id": "x{70,80}…", but the request had 2\./, /^$/],
  ])('%s', async (misbehaviour, told, said) => {
    const which = '--filter limits-unknown';
    const line = `conformance ${VECTORS} ${which} --timeout 3000 ${COUNTER} ${misbehaviour}`;
    const { code, out, err } = await inProcess(line);
    expect(out).toMatch(told);
    expect(out).toMatch(/1 of 1 vectors fails.\n$/);
    expect(err).toMatch(said);
    expect(code).toBe(1);
  });

  test('burrow', async () => {
    const { code, out } = await inProcess(
      `conformance ${VECTORS} --filter counting-twice ${COUNTER} burrow`,
    );
    expect(out).toMatch(/answer is nested too deeply to compare/);
    expect(code).toBe(1);
  });

  test('all other vectors are reported as usual', async () => {
    const { code, out, err } = await inProcess(`conformance ${VECTORS} ${COUNTER} stumble`);
    expect(out).toMatch(
      /FAILED counting-after-a-crash.*\n {2}It ended with exit code 3 before it answered\.\n.*\nrecover {3}0 of 1 pass\nrefusals {2}1 of 1 pass\n1 of 4 vectors fails\.\n$/s,
    );
    expect(err).toMatch(/Something broke in line 12/);
    expect(code).toBe(1);
  });

  test('unless it breaks in ten vectors in a row', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    mkdirSync(join(directory, 'many'));
    const vector = JSON.parse(readFileSync(at('vectors/limits/answers.json'), 'utf8'));
    for (const letter of 'abcdefghijkl')
      writeFileSync(join(directory, 'many', `${letter}.json`), JSON.stringify(vector));
    const { code, out } = await inProcess(`conformance --vectors ${directory} ${COUNTER} crash`);
    expect(out).toMatch(
      /10 of 12 vectors fail\. 2 were not run: the command broke in 10 vectors in a row\.\n$/,
    );
    expect(code).toBe(1);
  });
});

describe('a command that never speaks the protocol is wrong usage', () => {
  test.each([
    ['is not there', '-- ./no-such-command', /"\.\/no-such-command" cannot be started \(ENOENT\)/],
    ['repeats its input', '-- cat', /does not speak the protocol.*"state" \(a string\)/],
    [
      'exits at once',
      '-- true',
      /does not speak the protocol.*ended with exit code 0.*It was tried 3 times\.\n/,
    ],
    ['is killed', `-- ${process.execPath} -e process.kill(process.pid,9)`, /ended by SIGKILL/],
    [
      'says nothing',
      `--timeout 300 ${COUNTER} mute`,
      /did not answer within 300 ms \(--timeout\)\. Does it flush its standard output after each reply\?/,
    ],
    [
      'says the same each time that it starts',
      `-- ${process.execPath} --no-such-option`,
      /^The standard error of the command:\n[^\n]*no-such-option\nmx-member: /,
    ],
  ])('%s', async (_, line, told) => {
    const { code, out, err } = await inProcess(`conformance ${VECTORS} ${line}`);
    expect(err).toMatch(told);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });
});

// Only Linux shows processes that have left the group of the command.
const apart = process.platform === 'linux' ? ['apart'] : [];
test.each(['', ...apart])(
  'the command and every process that it has started end with the run, even after Ctrl-C: %s',
  async (how) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const command = [process.execPath, at('family.ts'), String(port), how];
      const { child, ended } = start(['conformance', '--vectors', at('vectors'), '--', ...command]);
      const [grandchild] = await once(server, 'connection');
      const closed = once(
        grandchild.resume().on('error', () => {}),
        'close',
      );
      child.kill('SIGINT');
      expect((await ended()).code).toBe(130);
      await closed;
    } finally {
      server.close();
    }
  },
);

test('a command that does not exit after its input has ended is killed', async () => {
  const { code, out } = await inProcess(`conformance ${VECTORS} ${COUNTER} linger`);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('All 4 vectors pass.') });
});
