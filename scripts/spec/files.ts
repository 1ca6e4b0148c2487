import { DESCRIBED_CHART } from '../../packages/machine/src/chart/described.ts';
import { RECORD_VERSION } from '../../packages/machine/src/data/record.ts';
import { changelog, versions } from './changelog.ts';
import { compile } from './compile.ts';
import { diagram } from './diagram.ts';
import { faultsJson, faultsMd } from './faults/page.ts';
import { generated } from './generated.ts';
import { healthFiles } from './health/files.ts';
import { toJson } from './json.ts';
import { readme } from './readme.ts';
import { schemaFiles } from './schemas.ts';
import { SCRIPTS } from './scripts.ts';
import { statusTables } from './statuses.ts';
import { textVectors } from './text/sources.ts';
import { transitionsMd } from './transitions.ts';
import { pathOf, type Vector } from './vector.ts';
import { vectorIndex } from './vector-index.ts';

/** @throws {Error} when two have the same id, so that one file would take the place of the other. */
function vectors(): readonly Vector[] {
  const all = [...textVectors(), ...[...SCRIPTS, ...generated()].map(compile)];
  const ids = all.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`more than one vector is called ${twice.join(', ')}`);
  return all;
}

/**
 * Every file of the specification: its path in `packages/machine/spec`, and its text.
 * @throws {Error} when the machine does not do what the sources of the vectors say.
 */
export function specFiles(): ReadonlyMap<string, string> {
  const all = vectors();
  return new Map([
    ['README.md', readme(all)],
    ['CHANGELOG.md', changelog(all)],
    ['spec.json', toJson(versions(RECORD_VERSION, all))],
    ['vectors/README.md', vectorIndex(all)],
    ['faults.md', faultsMd()],
    ['faults.json', toJson(faultsJson())],
    ['statuses.json', toJson(statusTables())],
    // The chart without its functions, which are not for other languages: all that it names has a meaning there.
    ['lifecycle.json', toJson(DESCRIBED_CHART)],
    ['lifecycle.mmd', diagram()],
    ['transitions.md', transitionsMd()],
    ...Object.entries(schemaFiles()).map(([name, schema]) => [name, toJson(schema)] as const),
    ...healthFiles(),
    ...all.map((vector) => [pathOf(vector.id), toJson(vector)] as const),
  ]);
}
