import { CHART } from '../../packages/machine/src/chart/chart.ts';
import { describeChart } from '../../packages/machine/src/chart/described.ts';
import { RECORD_VERSION } from '../../packages/machine/src/data/record.ts';
import { CHANGELOG, versions } from './changelog.ts';
import { diagram } from './diagram.ts';
import { healthFiles } from './health/files.ts';
import { toJson } from './json.ts';
import { readme } from './readme.ts';
import { refusals } from './refusals.ts';
import { rulesPage } from './rules-page.ts';
import { schemaFiles } from './schemas.ts';
import { statusTables } from './statuses.ts';
import { timelines } from './timelines.ts';
import { transitionsMd } from './transitions.ts';
import { pathOf } from './vector.ts';
import { vectorFormat, vectorIndex } from './vector-index.ts';
import { vectors } from './vectors.ts';

/** The chart as code for Stately's tools. They read a literal, and nothing that is computed. */
const stately =
  (): string => `// The chart of memberMachine for Stately's tools: choose "Import from code" there, and paste this text.
// It names guards, actions, delays and actors. memberMachine of @mx-member/machine has their code.
import { createMachine } from 'xstate';

export const machine = createMachine(${toJson(describeChart(CHART)).trimEnd()});
`;

/**
 * Every file of the specification: its path in `packages/machine/spec`, and its text.
 * @throws {Error} when the machine does not do what the sources of the vectors say.
 */
export function specFiles(): ReadonlyMap<string, string> {
  const all = vectors();
  return new Map([
    ['README.md', readme(all)],
    ['rules.md', rulesPage()],
    ['timelines.md', timelines()],
    ['CHANGELOG.md', CHANGELOG],
    ['spec.json', toJson(versions(RECORD_VERSION, all))],
    ['vectors/README.md', vectorFormat(all)],
    ['vectors/rules.md', vectorIndex(all)],
    ['statuses.json', toJson(statusTables())],
    // The chart without its functions, which are not for other languages: all that it names has a meaning there.
    ['lifecycle.json', toJson(describeChart(CHART))],
    ['lifecycle.mmd', diagram()],
    ['stately.js', stately()],
    ['transitions.md', transitionsMd()],
    ...Object.entries(schemaFiles()).map(([name, schema]) => [name, toJson(schema)] as const),
    [
      'refusals.ndjson',
      refusals()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    ],
    ...healthFiles(),
    ...all.map((vector) => [pathOf(vector.id), toJson(vector)] as const),
  ]);
}
