import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('ten faults that few texts notice move the lock', async () => {
  const program = join(import.meta.dirname, 'support/silent-faults.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@mx-member/source',
    program,
  ]);
  const moved: Readonly<Record<string, number>> = JSON.parse(stdout);
  expect(Object.keys(moved)).toHaveLength(10);
  expect(Object.entries(moved).filter(([, count]) => count === 0)).toEqual([]);
});
