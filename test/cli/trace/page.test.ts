import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MxError, type Reading } from '@mx-member/machine';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Observed } from '../../../packages/cli/src/seen/observed.ts';
import { type Change, hostTrace, IDLE_WHILE_ASKED, shows } from '../support/host-trace.ts';
import { inProcess } from '../support/in-process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-page-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const textOf = (name: string): string => readFileSync(file(name), 'utf8');

async function writeTrace(name: string, change?: Change): Promise<void> {
  writeFileSync(file(name), (await hostTrace(change)).join(''));
}

const write = (name: string, options: string, trace = name) =>
  inProcess(`replay --model --page ${file(name)} ${options} ${file(`${trace}.ndjson`)}`);

test('a page says of each belief whether the trace shows it, with the line, and how long things took', async () => {
  await writeTrace('good.md.ndjson');
  expect((await write('good.md', '--source test-bank')).code).toBe(0);
  const page = textOf('good.md');
  expect(page).toContain('# MX as it was last night (MX TEST BANK)');
  expect(page).toContain(
    '| seen | A running job can ask one or several questions. The flag stays true. | documented: D-MFA | 1 | good.md.ndjson:5 |',
  );
  expect(page).toContain('| never met | A question that nobody answers makes the member EXPIRED.');
  expect(page).toContain('| answer → next question or end | aggregate, password | 1 | 6.2 s |');
  expect(page).not.toMatch(/MBR-|USR-|CHA-|~/);
});

test('a page is written from all files that can be read', async () => {
  await writeTrace('whole.md.ndjson');
  const cut = file('cut.ndjson.gz');
  writeFileSync(cut, gzipSync((await hostTrace()).join('')).subarray(0, -20));
  const { code, err } = await inProcess(
    `replay --model --page ${file('whole.md')} --source production ${cut} ${file('whole.md.ndjson')}`,
  );
  expect(code).toBe(1);
  expect(err).toContain('cut.ndjson.gz: Its packed bytes end too early');
  expect(textOf('whole.md')).toContain('| seen | A running job can ask one or several questions.');
});

const hasEnded = ({ connectionStatus }: Reading) => connectionStatus === 'CONNECTED';

test.each<readonly [string, string, Change]>([
  [
    'nothing runs while the bank asks',
    'A running job can ask one or several questions. The flag stays true.',
    IDLE_WHILE_ASKED,
  ],
  [
    'a job ends well without a success',
    'A job that ends well is CONNECTED, idle, and moves the success.',
    shows((reading) => (hasEnded(reading) ? { successfullyAggregatedAt: null } : {})),
  ],
  [
    'a start is not allowed',
    'An accepted start begins a job, and the flag is true.',
    () => ({ startJob: () => Promise.reject(new MxError('notAllowed')) }),
  ],
])('a page says that %s, and which belief that refutes', async (_, belief, change) => {
  await writeTrace('planted.html.ndjson', change);
  expect((await write('planted.html', '--source production')).code).toBe(1);
  const page = textOf('planted.html');
  expect(page).toContain('<h1>MX as it was last night (PRODUCTION)</h1>');
  expect(page).toContain(`<tr><td>REFUTED</td><td>${belief}</td>`);
});

test('times across missing lines are not measured', async () => {
  const lines = (await hostTrace()).map((line) => JSON.parse(line));
  const timesWith = (gap: number) => {
    const observed = new Observed();
    for (const [index, line] of lines.entries()) {
      if (index === gap) observed.beginFile();
      observed.read(line, `trace:${index + 1}`);
    }
    return observed.all.durations.map(({ what }) => what);
  };
  expect(timesWith(0)).toContain('start → end');
  expect(timesWith(lines.length - 1)).not.toContain('start → end');
});

test('a page says what has changed since an earlier one', async () => {
  await writeTrace('first.md.ndjson');
  await writeTrace('second.html.ndjson', IDLE_WHILE_ASKED);
  await write('first.md', '--source simulator');
  await write('second.html', `--source simulator --earlier ${file('first.md')}`);
  expect(textOf('second.html')).toContain('<tr><td>asked</td><td>seen</td><td>REFUTED</td>');
  await write('third.md', `--source simulator --earlier ${file('first.md')}`, 'first.md');
  expect(textOf('third.md')).toContain('Nothing has changed since the page of ');
});

test.each([
  ['--page x.md', '--page needs --model.'],
  [
    '--model --page x.md',
    '--page needs --source, which is one of simulator, test-bank, production.',
  ],
  ['--model --page x.md --source mx', '--source must be one of simulator, test-bank, production.'],
  ['--source production', '--source needs --page.'],
])('refuses %s', async (options, said) => {
  const { code, err } = await inProcess(`replay ${options} x.ndjson`);
  expect(code).toBe(2);
  expect(err).toContain(said);
});

test('refuses an earlier page that is not one, before it reads a trace', async () => {
  await writeTrace('new.md.ndjson');
  writeFileSync(
    file('foreign.md'),
    '<!-- mx-member seen {"from":1,"to":2,"beliefs":{"asked":7},"durations":[]} -->',
  );
  const { code, err } = await write('new.md', `--source simulator --earlier ${file('foreign.md')}`);
  expect(code).toBe(1);
  expect(err).toContain('--earlier: this is not a page that --page has written.');
});
