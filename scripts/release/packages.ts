import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** How much a package may change before 1.0. */
export type Stability = 'stable core' | 'experimental';

/** Packages whose names and records change only for a reason and with a migration. The others may change in any minor version. */
const STABLE_CORE: readonly string[] = ['@mx-member/machine', '@mx-member/adapters'];

export const stabilityOf = (name: string): Stability =>
  STABLE_CORE.includes(name) ? 'stable core' : 'experimental';

/** The parts of a package.json that a release looks at. */
export interface ReleaseManifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
}

/** The folders below `packages` that are published. */
export const publishedFolders = (): readonly string[] =>
  readdirSync(join(ROOT, 'packages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((name) => !manifestOf(name).private);

export const manifestOf = (folder: string): ReleaseManifest =>
  JSON.parse(readFileSync(join(ROOT, 'packages', folder, 'package.json'), 'utf8'));

/** The changesets that are waiting for a version. */
export const waitingChangesets = (): readonly string[] =>
  readdirSync(join(ROOT, '.changeset')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
