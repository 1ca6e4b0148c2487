import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

const NOT_OURS: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'reports',
  '.git',
  '.pages',
]);

/** The files below a folder of the repository that people wrote, as paths from its root. */
export const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return NOT_OURS.has(entry.name) ? [] : filesIn(path);
  });

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
