/**
 * Packs the vectors into the one file that the command line has beside it: `vectors.ndjson.gz`, one vector a line, as JSON and as
 * text. The command line runs this before it is packed. In a clone it reads the files of the specification instead.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  HEALTH_TOPIC,
  PACKED_VECTORS,
  REFUSALS_TOPIC,
} from '../../packages/cli/src/conformance/vectors.ts';
import { refusals } from '../spec/refusals.ts';
import { textSources } from '../spec/text/sources.ts';
import { ROOT } from './packages.ts';

const SPEC = join(ROOT, 'packages/machine/spec');
const FOLDER = join(SPEC, 'vectors');

/** The texts of the vectors, by their ids. */
const texts: ReadonlyMap<string, string> = new Map(
  [...textSources()].flatMap(([topic, source]) =>
    source
      .split(/^=== /m)
      .slice(1)
      .map((text): [string, string] => [`${topic}-${text.slice(0, text.indexOf('\n'))}`, text]),
  ),
);

const lifecycle = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: topic }) =>
    readdirSync(join(FOLDER, topic))
      .sort()
      .map((name) => {
        const vector = JSON.parse(readFileSync(join(FOLDER, topic, name), 'utf8'));
        const text = texts.get(vector.id);
        return { topic, ...vector, ...(text !== undefined && { text: `=== ${text.trim()}` }) };
      }),
  );
if (lifecycle.length === 0) throw new Error('The vectors are not made. Run pnpm generate first.');

const health: readonly object[] = JSON.parse(
  readFileSync(join(SPEC, 'health/vectors.json'), 'utf8'),
);
const lines = [
  ...lifecycle,
  ...health.map((vector) => ({ topic: HEALTH_TOPIC, ...vector })),
  ...refusals().map((line) => ({ topic: REFUSALS_TOPIC, ...line })),
];
const all = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
writeFileSync(PACKED_VECTORS, gzipSync(all, { level: 9 }));
