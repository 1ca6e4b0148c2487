import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decisions } from './decided.ts';
import { differenceOf, movedRows } from './difference.ts';
import type { Meanings } from './lock.ts';
import { meanings } from './lock-file.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Copies the sources of a commit into a folder. @throws {Error} if the commit is unknown, or has no lock. */
function extract(commit: string, folder: string): void {
  const args = ['archive', commit, 'package.json', 'packages', 'scripts'];
  const { status, stdout } = spawnSync('git', args, { cwd: ROOT, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`git does not know the commit ${commit}.`);
  execFileSync('tar', ['-x', '-C', folder], { input: stdout });
  if (!existsSync(join(folder, 'scripts/spec/vectors.lock')))
    throw new Error(
      `${commit} has no vectors.lock, so it cannot be compared. Name a later commit.`,
    );
}

/** What a commit says. */
interface Said {
  readonly meanings: Meanings;
  /** Which row decides each reading. Empty for a commit without the table of decisions. */
  readonly decisions: ReadonlyMap<string, string>;
}

/** What a commit says, from its own sources, in a folder that is removed afterwards. */
async function saidIn(commit: string): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-spec-'));
  try {
    extract(commit, folder);
    for (const name of [
      '.',
      ...readdirSync(join(ROOT, 'packages')).map((one) => `packages/${one}`),
    ]) {
      const modules = join(name, 'node_modules');
      if (existsSync(join(folder, name)) && existsSync(join(ROOT, modules)))
        symlinkSync(join(ROOT, modules), join(folder, modules));
    }
    const { meanings } = await import(join(folder, 'scripts/spec/lock-file.ts'));
    const decided = join(folder, 'scripts/spec/decided.ts');
    const rows = existsSync(decided) ? (await import(decided)).decisions : undefined;
    return { meanings: meanings(), decisions: rows?.() ?? new Map() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What has changed in the specification since a commit: first which readings of vectors another row of the decisions decides, then
 * all facts, field by field.
 * @throws {Error} if git does not know the commit, or if the commit has no lock.
 */
export async function differenceSince(commit: string): Promise<readonly string[]> {
  const before = await saidIn(commit);
  return [
    ...movedRows(before.decisions, decisions()),
    ...differenceOf(before.meanings, meanings()),
  ];
}
