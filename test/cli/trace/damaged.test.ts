import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createTraceHash, createTracer } from '@mx-member/adapters/trace';
import { begin, isCall, type StepEvent, step } from '@mx-member/machine/step';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStepFile } from '../../../packages/cli/src/common/trace-file.ts';
import { memberOf } from '../../support/bank.ts';
import { inProcess } from '../support/in-process.ts';

/** Files as support gets them after an incident. */

const KEY = '07'.repeat(16);
const ENV = { MX_MEMBER_TRACE_KEY: KEY };
const key = Uint8Array.from(Buffer.from(KEY, 'hex'));
const AT = Date.UTC(2026, 0, 5, 12);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mx-member-damaged-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

/** The trace of a member that is read, started and polled. */
function traceOfMember(index: number): string[] {
  const lines: string[] = [];
  const { onStep } = createTracer({ key, write: (line) => lines.push(line) });
  const input = { member: memberOf(index), job: 'aggregate' } as const;
  let [now, at] = [begin(input), AT + index];
  onStep(now, { type: 'begin', input }, at);
  for (let count = 0; count < 6; count++) {
    const { record, effects } = now;
    const call = effects.find(isCall);
    at += 1_000;
    const event: StepEvent = call
      ? {
          ...{ type: 'done', call: call.type, turn: call.turn },
          reading: {
            ...{ connectionStatus: 'CREATED', challenges: [], at },
            // The look before the start shows no job.
            isBeingAggregated: count > 0,
          },
        }
      : { type: 'elapsed', turn: record.context.turn };
    now = step(record, event);
    onStep(now, { type: 'event', event, record }, at);
  }
  return lines;
}
const whole = traceOfMember(1);
const interleaved = whole.flatMap((line, index) => [line, traceOfMember(2)[index] as string]);

test('an empty trace is not called valid', async () => {
  const { code, err, out } = await inProcess(`replay ${write('empty', '\n')}`);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('holds no line of a trace');
});

test('a last line that a crash has cut off is said, and the lines before it are checked', async () => {
  const file = write('cut', whole.join('').slice(0, -40));
  const { code, out } = await inProcess(`replay ${file}`);
  expect(code).toBe(0);
  expect(out).toContain(`:7: This line was cut off, as when a process is killed.`);
  expect(out).toContain('valid: 6 lines');
  const { lines } = await inProcess(`replay --json ${file}`);
  expect(lines).toMatchObject([
    { line: 7, cut: true },
    { cut: 1, failures: 0 },
  ]);
  // What hides a step between two others is noticed by the step after it.
  const inside = write('cut-inside', whole.with(3, `${whole[3]?.slice(0, 50)}\n`).join(''));
  expect((await inProcess(`replay ${inside}`)).code).toBe(1);
});

test('serve begins a line of its own after one that was cut off', () => {
  const file = write('appended', '{"trace":1,"at"');
  const { tracer, close } = openStepFile(file, key);
  const input = { member: memberOf(1), job: 'aggregate' } as const;
  tracer.onStep(begin(input), { type: 'begin', input }, AT);
  close();
  appendFileSync(file, '');
  return expect(inProcess(`replay ${file}`)).resolves.toMatchObject({
    code: 0,
    out: expect.stringContaining('valid: 1 line, 1 member'),
  });
});

test('a file that gzip has made, and one with a byte order mark, are read as they are', async () => {
  const packed = write('old.ndjson.gz', gzipSync(whole.join('')));
  expect((await inProcess(`replay ${packed}`)).out).toContain('valid: 7 lines');
  const renamed = write('packed', gzipSync(whole.join('')));
  expect((await inProcess(`replay ${renamed}`)).out).toContain('valid: 7 lines');
  const marked = write('marked', `\uFEFF${whole.join('')}`);
  expect((await inProcess(`replay ${marked}`)).out).toContain('valid: 7 lines');
  const broken = write('broken.gz', gzipSync(whole.join('')).subarray(0, -9));
  const { code, err } = await inProcess(`replay ${broken}`);
  expect(code).toBe(1);
  expect(err).toContain('broken.gz: Its packed bytes end too early');
});

test('the rest of a trace whose beginning is in another file is told how to be read', async () => {
  const newer = write('trace.ndjson', whole.slice(3).join(''));
  const { code, out } = await inProcess(`replay ${newer}`);
  expect(code).toBe(1);
  expect(out).toContain('cat older newer | mx-member replay');
});

test('a file that is not a trace is told so, with what writes one', async () => {
  const log = { at: new Date(AT).toISOString(), body: { member: { guid: 'MBR-1' } } };
  const { code, out } = await inProcess(`replay ${write('log', `${JSON.stringify(log)}\n`)}`);
  expect(code).toBe(1);
  expect(out).toMatch(
    /log:1: This is not a line of a trace \(line\S*\)\. Is it a file that --trace/,
  );
});

test('a trace of a later format is named so, and no comparison guesses what it means', async () => {
  const later = write('later', whole.join('').replaceAll('"trace":2', '"trace":3'));
  const replayed = await inProcess(`replay ${later}`);
  expect(replayed.out).toContain('later:1: This trace has another format (line.trace).');
  const compared = await inProcess(`replay --compare ${later}`);
  expect(compared.err).toContain(`${whole.length} lines are not of a trace and passed over.`);
  expect([replayed.code, compared.code]).toEqual([1, 1]);
});

test('a file that cannot be read is named, and the others are read', async () => {
  const cut = write('cut.gz', gzipSync(whole.join('')).subarray(0, -9));
  const there = write('there', interleaved.join(''));
  const { code, out, err } = await inProcess(`replay --json ${cut} ${there} /not/there`);
  expect(code).toBe(1);
  expect(err).toContain('cut.gz: Its packed bytes end too early');
  expect(err).toContain('/not/there: It cannot be read (ENOENT).');
  const lines = out.trim().split('\n');
  expect(lines.slice(0, -1).map((line) => JSON.parse(line))).toEqual([
    { file: cut, unreadable: expect.stringContaining('Its packed bytes end too early') },
    { file: '/not/there', unreadable: 'It cannot be read (ENOENT).' },
  ]);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ failures: 2, members: 2 });
});

test('a file that is given twice, or packed and unpacked, is counted once', async () => {
  const plain = write('plain.ndjson', whole.join(''));
  const packed = write('copy.ndjson.gz', gzipSync(whole.join('')));
  for (const compares of ['', '--compare ']) {
    const { code, out, err } = await inProcess(`replay ${compares}--json ${plain} ${packed}`);
    expect(code).toBe(0);
    expect(err).toContain('copy.ndjson.gz: It contains the same as');
    const counts = JSON.parse(out.trim().split('\n').at(-1) ?? '');
    expect(compares === '' ? counts.lines : counts.lifecycles).toBe(compares === '' ? 7 : 1);
  }
});

test('one of many members is told by its guid and the key, or by its pseudonym', async () => {
  const file = write('two', interleaved.join(''));
  const pseudonym = createTraceHash(key).pseudonym('MBR-1');
  for (const member of ['MBR-1', pseudonym, pseudonym.slice(0, 7)]) {
    const { code, out } = await inProcess(
      `replay --explain --member ${member} ${file}`,
      undefined,
      ENV,
    );
    expect(code).toBe(0);
    const told = out.split('\n').filter((line) => line.startsWith('~'));
    expect(told.length).toBe(4);
    expect(told.every((line) => line.startsWith(pseudonym.slice(0, 7)))).toBe(true);
    // A person compares it with other logs.
    expect(told[0]).toContain('2026-01-05 12:00:00 UTC');
  }
  const unkeyed = await inProcess(`replay --explain --member MBR-1 ${file}`);
  expect([unkeyed.code, unkeyed.err]).toEqual([2, expect.stringContaining('MX_MEMBER_TRACE_KEY')]);
  const stranger = await inProcess(`replay --explain --member MBR-9 ${file}`, undefined, ENV);
  expect([stranger.code, stranger.err]).toEqual([1, expect.stringContaining('No line is of')]);
});

test('a terminal shows how much was replayed, and the bar is gone before the result', async () => {
  const file = write('shown', whole.join(''));
  const { err, out } = await inProcess(`replay ${file}`, 80);
  expect(err).toContain(' of 1  MB, ');
  expect(err.endsWith('\u001b[2K')).toBe(true);
  expect(out).toMatch(/^What|^valid: /);
  for (const still of [`replay --explain ${file}`, `replay ${file}`])
    expect((await inProcess(still, still.includes('explain') ? 80 : undefined)).err).toBe('');
});
