import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, table } from './markdown.ts';
import { TOPICS } from './rules.ts';
import { textPlaces } from './text/sources.ts';
import type { Vector } from './vector.ts';

/** A path from the folder of the specification, seen from the folder of the vectors. */
const fromVectors = (path: string): string => path.replace(/^vectors\//, '');

/** vectors/README.md: how to read a vector, and the vectors of each rule. A vector that is written as text has a link to it. */
export function vectorIndex(vectors: readonly Vector[]): string {
  const texts = textPlaces();
  const entryOf = ({ id }: Vector): string => {
    const text = texts.get(id);
    return text === undefined ? code(id) : `[${id}](${fromVectors(text)})`;
  };
  const entriesOf = (rule: string) =>
    vectors
      .filter(({ rules }) => rules.includes(rule))
      .map(entryOf)
      .join(' · ');
  const topics = [...new Set(vectors.map(({ id }) => id.split('-')[0] ?? ''))];
  const about = (topic: string) => vectors.filter(({ id }) => id.startsWith(`${topic}-`)).length;
  return [
    readFileSync(join(import.meta.dirname, 'text/format.md'), 'utf8').trim(),
    `## The vectors of each rule\n\nThere are ${vectors.length} vectors. [The specification](../README.md) says how to run them.`,
    table(
      ['topic', 'vectors'],
      topics.map((topic) => [topic, String(about(topic))]),
    ),
    ...TOPICS.flatMap(({ rules }) => rules).map(({ id }) => `### ${id}\n\n${entriesOf(id)}`),
  ]
    .join('\n\n')
    .concat('\n');
}
