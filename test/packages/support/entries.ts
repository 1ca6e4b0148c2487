import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = join(import.meta.dirname, '../../../packages');

/** The packages that are imported by name. */
export const PUBLISHED = [
  'adapters',
  'connect',
  'host',
  'http',
  'machine',
  'restate',
  'simulator',
] as const;

/** What can be imported from a package, and the file of it. */
export function entriesOf(name: string): (readonly [specifier: string, file: string])[] {
  const folder = join(PACKAGES, name);
  const { exports }: { exports: Record<string, Record<string, string> | string> } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return Object.entries(exports).flatMap(([path, conditions]) =>
    typeof conditions === 'string' || /\.(svelte|css)$/.test(path) // A file as it is, not a module.
      ? []
      : [[join('@mx-member', name, path), join(folder, conditions['@mx-member/source'] ?? '')]],
  );
}
