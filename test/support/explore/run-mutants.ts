import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTANTS, type Mutant } from '../../machine/explore/mutants/mutants.ts';

/** Searches copies of the machine that each have one mistake, and says what found it. */

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['packages/machine/src', 'test/support/explore', 'test/machine/explore'];

/** A mutant whose place is not there any more would survive unseen. */
function checkPlace({ file, from }: Mutant): void {
  const pieces = readFileSync(join(ROOT, 'packages/machine/src', file), 'utf8').split(from);
  if (pieces.length !== 2) throw new Error(`${file} does not have this once: ${from}`);
}

/** The first thing that the searches find in a copy of the machine; `null` for nothing. */
function killerOf({ file, from, to }: Mutant, folder: string): string | null {
  const path = join(folder, 'packages/machine/src', file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  const main = join(folder, 'test/support/explore/main.ts');
  const options = ['--small', '--first', '--limit', '100000'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...options], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  writeFileSync(path, source);
  if (status === 0) return null;
  return (
    stdout
      .split('\n')
      .find((line) => line.startsWith('! '))
      ?.slice(2) ??
    stderr.split('\n').find((line) => line.includes('Error')) ??
    'it does not end'
  );
}

/** @param names Of the mutants to run; all where there are none. */
export function runMutants(names: readonly string[]): void {
  const mutants = MUTANTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-mutants-'));
  try {
    for (const name of FOLDERS) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    MUTANTS.forEach(checkPlace);
    let killed = 0;
    for (const mutant of mutants) {
      const killer = killerOf(mutant, folder);
      if (killer !== null) killed += 1;
      console.log(
        `${killer === null ? 'SURVIVED' : 'killed'}  ${mutant.name}\n          ${killer ?? ''}`,
      );
    }
    console.log(`${killed} of ${mutants.length} killed`);
    if (killed < mutants.length - 3) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
