import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostTrace, IDLE_WHILE_ASKED, ofOtherVersion } from '../support/host-trace.ts';
import { inProcess } from '../support/in-process.ts';

let folder: string;
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-trace-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('mx-member replay', () => {
  test('--model says which reply of MX no belief explains', async () => {
    const good = write('known.ndjson', (await hostTrace()).join(''));
    expect(await inProcess(`replay --model ${good}`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('The model of MX explains every reply'),
    });
    const lines = await hostTrace(IDLE_WHILE_ASKED);
    const asked = lines.findIndex((line) => line.includes('"CHALLENGED"')) + 1;
    const file = write('unknown.ndjson', lines.join(''));
    expect((await inProcess(`replay ${file}`)).code).toBe(0);
    const { code, out } = await inProcess(`replay --model ${file}`);
    expect(code).toBe(1);
    expect(out).toContain(`unknown.ndjson:${asked}: No behaviour that we know explains`);
    expect(out).toContain('(CHALLENGED, idle, 1 open). Expected was one of: ');
  });

  test('--model reads a trace whose records another version has written', async () => {
    const lines = (await hostTrace()).map(ofOtherVersion);
    const file = write('other.ndjson', lines.join(''));
    expect((await inProcess(`replay ${file}`)).code).toBe(1);
    const { code, out } = await inProcess(`replay --model ${file}`);
    expect(out).toContain('Another version of mx-member wrote 1 file, so only the replies of MX');
    expect(code).toBe(0);
    const odd = write('odd.ndjson', lines.join('').replace('"CHALLENGED"', '"LOCKED"'));
    expect(await inProcess(`replay --model ${odd}`)).toMatchObject({
      code: 1,
      out: expect.stringContaining('No behaviour that we know explains'),
    });
  });

  test('says that a trace is valid, and explains it', async () => {
    const file = write('host.ndjson', (await hostTrace()).join(''));
    const plain = await inProcess(`replay ${file}`);
    expect(plain.code).toBe(0);
    expect(plain.out).toMatch(/valid: \d+ lines, 1 member, \d+ steps, 1 end\.\n$/);

    const { out } = await inProcess(`replay --explain ${file}`);
    const told = out
      .split('\n')
      .map((line) => line.replace(/^\S+ (?:\+[\d.]+ s|[\d -:]+ UTC): /, ''));
    expect(told[0]).toBe('A lifecycle begins, for the job aggregate. It polls MX.');
    expect(out).toContain('It asks the user 1 question: round 1, prompt 1.');
    expect(out).toContain('because a second poll must show the same');
    expect(out).toContain('The user answers 1 question.');
    expect(out).toContain('It ends: connected');
  });

  test('explains that a clock was set back, and counts the time from there', async () => {
    const lines = await hostTrace();
    const at = (line: string) => JSON.parse(line).at as number;
    const from = Math.floor(lines.length / 2);
    const setBack = lines.map((line, index) =>
      index < from ? line : line.replace(/"at":\d+/, `"at":${at(line) - 3_600_000}`),
    );
    const file = write('set-back.ndjson', setBack.join(''));
    const { code, out } = await inProcess(`replay --explain ${file}`);
    expect(code).toBe(0);
    expect(out.match(/The clock was set back by \d+\.\d min\./g)).toHaveLength(1);
    expect(out).toMatch(/ UTC: The clock was set back by (?:59|60)\.\d min\. /);
    const plain = await inProcess(`replay --explain ${write('steady.ndjson', lines.join(''))}`);
    expect(plain.out).not.toContain('set back');
  });

  test('names the first line that breaks a rule, that rule, and the rule of our machine', async () => {
    const lines = await hostTrace();
    lines[3] = (lines[3] ?? '').replace('"state":"', '"state":"resumed.waiting","was":"');
    const wrong = lines.map((line) => line.replace(/,"was":"[^"]*"/, ''));
    const file = write('wrong.ndjson', wrong.join(''));
    const { code, out } = await inProcess(`replay ${file}`);
    expect(code).toBe(1);
    expect(out).toMatch(
      /wrong\.ndjson:4: The rule state is broken \(line\.state\)\. The machine goes where its rules lead\. Our machine decides by its rule \w+: if /,
    );
    const [json] = (await inProcess(`replay --json ${file}`)).lines;
    expect(json).toMatchObject({ line: 4, rule: 'state', where: 'line.state' });
    expect((await inProcess(`replay ${write('text.ndjson', 'hello')}`)).out).toContain(
      'text.ndjson:1: This is not a line of a trace (line).',
    );
  });

  test('a memory that differs may be from another version, which is said', async () => {
    const lines = await hostTrace();
    lines[2] = (lines[2] ?? '').replace(/"digest":"[^"]*"/, '"digest":"AAAAAAAAAAAAAAAA"');
    const { code, out } = await inProcess(`replay ${write('older.ndjson', lines.join(''))}`);
    expect(code).toBe(1);
    expect(out).toMatch(
      /:3: The rule digest .* If another version of mx-member wrote the trace, replay it/,
    );
  });

  test('accepts either --explain or --json', async () => {
    const { code, err } = await inProcess('replay --json --explain x');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('--explain') });
  });
});
