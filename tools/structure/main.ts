/**
 * Measures the structure of the packages: `node tools/structure/main.ts [commit]`. It fails for what is always wrong, and compares
 * sizes with a commit, by default the last one of main. `--all` lists every place.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './measure.ts';
import { type Metric, report } from './metric.ts';
import { MEASURED_PATHS, readCheckout, readTree } from './tree.ts';

const ROOT = join(import.meta.dirname, '../..');
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** The short name of a commit; `null` if it does not exist. */
function commitOf(name: string): string | null {
  try {
    return git('rev-parse', '--verify', '--quiet', '--short', `${name}^{commit}`).trim();
  } catch {
    return null;
  }
}

/** The sizes of a commit. */
function sizesAt(commit: string): readonly Metric[] {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-structure-'));
  try {
    const archive = join(folder, 'tree.tar');
    git('archive', '--output', archive, commit, ...MEASURED_PATHS);
    execFileSync('tar', ['-xf', archive, '-C', folder]);
    const names = git('ls-tree', '-r', '--name-only', commit, ...MEASURED_PATHS).split('\n');
    return measure(readTree(folder, names)).sizes;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const all = process.argv.includes('--all');
const given = process.argv.slice(2).find((word) => !word.startsWith('--'));
const name = given ?? ['origin/main', 'main'].find((one) => commitOf(one) !== null);
const commit = name === undefined ? null : commitOf(name);
if (given !== undefined && commit === null) {
  console.error(`${given} is not a commit of this repository.`);
  process.exit(2);
}
const measured = measure(readCheckout(ROOT));
const before = commit && { commit: `${name} (${commit})`, sizes: sizesAt(commit) };
console.log(report(measured, before || null, all));
if (measured.faults.some(({ value }) => value > 0)) {
  console.log('\nEach metric is explained where it is measured, in tools/structure/metrics.');
  process.exitCode = 1;
}
