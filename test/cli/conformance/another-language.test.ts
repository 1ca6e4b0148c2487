import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const hasPython = spawnSync('python3', ['--version']).error === undefined;
if (!hasPython && process.env.CI) throw new Error('python3 is not in the path.');

const PAGE = readFileSync(join(import.meta.dirname, '../../../docs/another-language.md'), 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\n(.+?)\`\`\``, 's').exec(PAGE)?.[1] ?? '';

test.skipIf(!hasPython)(
  'the loop of the page speaks the protocol, and the first failure is what the page shows',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'port-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'port.py');
    writeFileSync(file, blockOf('python'));
    const { code, out } = await inProcess(`conformance --bail -- python3 -B ${file}`);
    expect(out.startsWith(blockOf('text'))).toBe(true);
    expect(out).toMatch(/\n {2}refused:\n.*"begin"\n/);
    expect(out).toMatch(/\nStopped at the first failure: vector 1 of \d+\. 0 pass\.\n$/);
    expect(code).toBe(1);
  },
);
