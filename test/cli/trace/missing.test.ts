import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin, step } from '@mx-member/machine/step';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { memberOf } from '../../support/bank.ts';
import { hostTrace, ofOtherVersion } from '../support/host-trace.ts';
import { inProcess } from '../support/in-process.ts';

const AT = Date.UTC(2026, 0, 5);

/** How many bytes the disk still takes. */
const disk = { free: Number.POSITIVE_INFINITY };

// Files of tests share a worker, which may have loaded the modules without this disk.
vi.resetModules();
vi.doMock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync(file: number, bytes: Buffer) {
      const fits = Math.min(disk.free, bytes.length);
      disk.free -= fits;
      if (fits === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      return fs.writeSync(file, bytes, 0, fits);
    },
  };
});
const { openStepFile } = await import('../../../packages/cli/src/common/trace-file.ts');
afterAll(() => {
  vi.doUnmock('node:fs');
  vi.resetModules();
});

/** A trace in a new folder, and what happens to its members. */
function newTrace() {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-missing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'trace.ndjson');
  const missing: number[] = [];
  const { tracer, close } = openStepFile(file, new Uint8Array(16).fill(7), {
    onMissing: (lines) => missing.push(lines),
  });
  const inputOf = (index: number) => ({ member: memberOf(index), job: 'aggregate' }) as const;
  return {
    file,
    close,
    missing,
    begin(index: number) {
      const input = inputOf(index);
      tracer.onStep(begin(input), { type: 'begin', input }, AT);
    },
    cancel(index: number) {
      const { record } = begin(inputOf(index));
      const event = { type: 'cancel' } as const;
      tracer.onStep(step(record, event), { type: 'event', event, record }, AT);
    },
  };
}

/** The disk is full, so that a step is not written. */
function lose(write: () => void) {
  disk.free = 0;
  expect(write).toThrow();
  disk.free = Number.POSITIVE_INFINITY;
}

test('a trace says where the disk was full, and the rest of it is checked', async () => {
  const trace = newTrace();
  trace.begin(1);
  disk.free = 20;
  expect(() => trace.begin(2)).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
  trace.begin(3); // It is counted with the line before.
  disk.free = Number.POSITIVE_INFINITY;
  trace.begin(4);
  expect(trace.missing).toEqual([2]);
  trace.cancel(3); // Its beginning is missing.
  trace.close();
  const { code, out } = await inProcess(`replay ${trace.file}`);
  expect(out).toContain(':2: This line was cut off');
  expect(out).toContain(':3: 2 lines could not be written here, as when the disk is full.');
  expect(code).toBe(0);
  const { lines } = await inProcess(`replay --json ${trace.file}`);
  expect(lines.at(-1)).toMatchObject({ failures: 0, cut: 1, missing: 2, unchecked: 1 });
});

test('a lifecycle without a beginning is wrong if the missing lines cannot have had it', async () => {
  const trace = newTrace();
  lose(() => trace.begin(1));
  trace.begin(2);
  trace.cancel(1);
  trace.cancel(3);
  trace.close();
  const { code, out } = await inProcess(`replay ${trace.file}`);
  expect(out).toContain(':5: The rule first is broken');
  expect(code).toBe(1);
});

test('of each member that was known before the missing lines, the lines after them are not checked', async () => {
  const trace = newTrace();
  for (const index of [1, 2]) trace.begin(index);
  lose(() => trace.begin(3));
  for (const index of [1, 2, 3]) trace.cancel(index);
  trace.close();
  const { code, lines } = await inProcess(`replay --json ${trace.file}`);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatchObject({ missing: 1, unchecked: 3 });
});

test('of another version, the model reads every lifecycle that begins after missing lines', async () => {
  const { file } = newTrace();
  const ofOther = async () => (await hostTrace()).map(ofOtherVersion);
  const [before, after] = [await ofOther(), await ofOther()];
  const gap = '{"trace":"missing","lines":1}\n';
  writeFileSync(file, [...before, gap, ...after].join(''));
  const { code, lines } = await inProcess(`replay --json --model ${file}`);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatchObject({ lines: 2 * before.length, unchecked: 0 });
});

test('a process that ends while the disk is full names its last lines if it can', async () => {
  const trace = newTrace();
  trace.begin(1);
  lose(() => trace.begin(2));
  trace.close();
  const { code, lines } = await inProcess(`replay --json ${trace.file}`);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatchObject({ missing: 1 });
});
