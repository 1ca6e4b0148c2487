import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Difference } from '@mx-member/machine/trace';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const HISTORIES = join(import.meta.dirname, '../../histories/lifecycles.ndjson.gz');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-compare-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
  writeFileSync(file(name), text);
  return file(name);
};

/** The last line that `--json` prints: the counts. */
const countsIn = (out: string): Readonly<Record<Difference | 'lifecycles', number>> =>
  JSON.parse(out.trim().split('\n').at(-1) ?? '');

/** The lines of the first recorded lifecycle that has a start and ends like this. */
function recorded(end: string): readonly string[] {
  const lines = gunzipSync(readFileSync(HISTORIES)).toString().trim().split('\n');
  for (let from = 0; from < lines.length; from++) {
    if (!lines[from]?.includes('"type":"begin"')) continue;
    const next = lines.findIndex((line, index) => index > from && line.includes('"type":"begin"'));
    const own = lines.slice(from, next);
    const isWhole = own.at(-1)?.includes(end) && !own.some((line) => line.includes('"recover"'));
    if (isWhole && own[0]?.includes('"startJob"')) return own;
  }
  throw new Error(`No lifecycle ends with ${end}.`);
}

const ENDED = '"output":{"nextStep":"updateCredentials","outcome":"failed","reason":"credentials"}';

test('recorded lifecycles of an earlier version end as they did, with no login or question more, and each difference has its rule', async () => {
  const { code, out } = await inProcess(`replay --compare --json ${HISTORIES}`);
  const counts = countsIn(out);
  expect(counts).toMatchObject({ otherEnd: 0, question: 0 });
  expect(counts.lifecycles).toBeGreaterThan(1_000);
  expect(counts.undecided / counts.lifecycles).toBeLessThan(0.05);
  const listed = out
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const isWhole = ({ words }: { words: string }) => !words.includes('in the middle');
  expect(listed.filter((one) => one.rule === null && isWhole(one))).toEqual([]);
  expect(listed.filter(({ logins: [then, now] }) => now > then)).toEqual([]);
  expect(code).toBe(0);
});

test('another outcome is listed with the place where it begins, and a report names files and counts', async () => {
  const lines = recorded(ENDED);
  const other = lines.map((line) =>
    line
      .replace(ENDED, '"output":{"fresh":true,"outcome":"connected"}')
      .replace('"state":"failed"', '"state":"connected"'),
  );
  const trace = write('other.ndjson', `${other.join('\n')}\n`);
  const { code, out } = await inProcess(`replay --compare --report ${file('report.md')} ${trace}`);
  expect(code).toBe(1);
  expect(out).toMatch(
    /other\.ndjson:1 ~\S+: another end\. At \d\d:\d\d:\d\d the trace ends: connected, with new data\. This version ends: failed \(credentials\) at \d\d:\d\d:\d\d.* Its rule is \w+: /,
  );
  expect(out).toContain(
    '1 × the trace ends: connected, with new data; this version ends: failed (credentials)',
  );
  const report = readFileSync(file('report.md'), 'utf8');
  expect(report).toContain('| another end | 1 | 100 % |');
  expect(report).toMatch(/\| \S+other\.ndjson \| [0-9a-f]{64} \| \d+ \| {2}\|/);
});

test('a start that the trace does not have is a login more', async () => {
  const lines = recorded(ENDED).map((line) =>
    line.replace(/\{"job":"\w+","turn":\d+,"type":"startJob"\},?/, ''),
  );
  const { code, out } = await inProcess(
    `replay --compare --json ${write('login.ndjson', lines.join('\n'))}`,
  );
  expect(countsIn(out)).toMatchObject({ lifecycles: 1, login: 1 });
  expect(code).toBe(1);
});

test('of an actor, whose trace has no effects, the states are compared', async () => {
  const lines = recorded(ENDED).map((line) => {
    const { effects: _, event, ...rest } = JSON.parse(line);
    return JSON.stringify({ ...rest, ...(event && { event: { ...event, turn: undefined } }) });
  });
  const { code, out } = await inProcess(
    `replay --compare --json ${write('actor.ndjson', lines.join('\n'))}`,
  );
  expect(countsIn(out)).toMatchObject({ lifecycles: 1, otherEnd: 0, login: 0, undecided: 0 });
  expect(code).toBe(0);
});

test('lines that are not of a trace are named for each file, and the rest is compared', async () => {
  const lines = recorded(ENDED);
  const cut = write('cut.ndjson', `${lines.join('\n')}\n{"trace":2,"mem`);
  const foreign = write('foreign.ndjson', '{"hello":"world"}\n[]\n');
  const hostile = write(
    'hostile.ndjson',
    `${lines[0]?.replace(/"job":"\w+"/, '"job":"another job"')}\n{"trace":2,"member":{"userGuid":"u","memberGuid":"\\u001b[2J"},"type":"event","state":"failed","event":{"type":"done","call":"readStatus","reading":{"connectionStatus":7}}}\n`,
  );
  const { code, out, err } = await inProcess(
    `replay --compare ${cut} ${foreign} ${hostile} ${write('empty.ndjson', '')} ${file('missing.ndjson')}`,
    200,
  );
  expect(err).toContain('cut.ndjson: 1 line is not of a trace and passed over. The first: line');
  expect(err).toContain(
    'foreign.ndjson: 2 lines are not of a trace and passed over. The first: line 1',
  );
  expect(err).toContain('hostile.ndjson: 1 line is not of a trace');
  expect(err).toContain('empty.ndjson: It has no line.');
  expect(err).toContain('missing.ndjson: It cannot be read (ENOENT).');
  expect(out).toContain('2 lifecycles:');
  expect(out).toContain('This version does not accept the input of the lifecycle.');
  expect(out + err).not.toContain('\u001b[2J');
  expect(code).toBe(1);
});

test('a lifecycle with missing lines is not compared, and the file says so', async () => {
  const lines = recorded(ENDED);
  const half = Math.floor(lines.length / 2);
  const cut = [...lines.slice(0, half), '{"trace":"missing","lines":2}', ...lines.slice(half + 2)];
  const trace = write('gap.ndjson', [...cut, ...lines].join('\n'));
  const { code, out, err } = await inProcess(`replay --compare --json ${trace}`);
  const alone = await inProcess(
    `replay --compare --json ${write('alone.ndjson', lines.join('\n'))}`,
  );
  expect(countsIn(out)).toEqual({ ...countsIn(alone.out), lifecycles: 1 });
  expect(err).toContain('gap.ndjson: 2 lines could not be written');
  expect(code).toBe(1);
});

test.each([
  ['--compare --model', 'Give either --compare or --model, not both.'],
  ['--report x.md', '--report needs --compare.'],
  ['--compare --report ./x.ndjson', '--report: ./x.ndjson is one of the traces to read.'],
  ['--model --source simulator --page x.ndjson', '--page: x.ndjson is one of the traces to read.'],
])('refuses %s', async (options, said) => {
  const { code, err } = await inProcess(`replay ${options} x.ndjson`);
  expect(code).toBe(2);
  expect(err).toContain(said);
});
