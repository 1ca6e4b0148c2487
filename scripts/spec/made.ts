import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFORMANCE, withCounts } from './conformance.ts';
import { specFiles } from './files.ts';
import { pages } from './pages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A Go package embeds only what is below it, and a Go module is what git has, so these copies are in git. */
const EMBEDDED = 'implementations/go/spec';

/**
 * Everything that is made from the machine, the rules and the vectors: the specification, the tables of pages, and the
 * copies that the Go module embeds. Paths are from the root.
 * @throws {Error} if the machine does not do what the sources of the vectors say.
 */
export function madeFiles(): ReadonlyMap<string, string> {
  const files = specFiles();
  const page = readFileSync(join(ROOT, CONFORMANCE), 'utf8');
  return new Map([
    ...[...files].map(([path, text]) => [`packages/machine/spec/${path}`, text] as const),
    ...pages(),
    [CONFORMANCE, withCounts(page, files)],
    ...readdirSync(join(ROOT, EMBEDDED), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.json'))
      .map((name) => [`${EMBEDDED}/${name}`, files.get(name) ?? ''] as const),
  ]);
}
