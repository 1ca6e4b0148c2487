import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { begin, step } from '@mx-member/machine/step';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStepFile } from '../../../packages/cli/src/common/trace-file.ts';
import { memberOf } from '../../support/bank.ts';
import { inProcess } from '../support/in-process.ts';

const AT = Date.UTC(2026, 0, 5);

/** How many bytes the disk still takes. */
const disk = vi.hoisted(() => ({ free: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (original) => {
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

test('a trace says where the disk was full, and the rest of it is checked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-missing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'trace.ndjson');
  const { tracer, close } = openStepFile(file, new Uint8Array(16).fill(7));
  const beginOf = (index: number) => {
    const input = { member: memberOf(index), job: 'aggregate' } as const;
    tracer.onStep(begin(input), { type: 'begin', input }, AT);
  };
  beginOf(1);
  disk.free = 20;
  expect(() => beginOf(2)).toThrow();
  expect(() => beginOf(3)).toThrow();
  disk.free = Number.POSITIVE_INFINITY;
  beginOf(4);
  // Its beginning is missing.
  const { record } = begin({ member: memberOf(3), job: 'aggregate' });
  const event = { type: 'cancel' } as const;
  tracer.onStep(step(record, event), { type: 'event', event, record }, AT);
  close();
  const { code, out } = await inProcess(`replay ${file}`);
  expect(out).toContain(':2: This line was cut off');
  expect(out).toContain(':3: 2 lines could not be written here, as when the disk is full.');
  expect(code).toBe(0);
  const { lines } = await inProcess(`replay --json ${file}`);
  expect(lines.at(-1)).toMatchObject({ failures: 0, cut: 1, missing: 2, unchecked: 1 });
});
