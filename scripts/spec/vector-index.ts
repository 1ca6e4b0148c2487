import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code } from './markdown.ts';
import { TOPICS } from './rules.ts';
import { textPlaces, textSources } from './text/sources.ts';
import type { Vector } from './vector.ts';

/** A path from the folder of the specification, seen from the folder of the vectors. */
const fromVectors = (path: string): string => path.replace(/^vectors\//, '');

/** The first vector of the texts, as it stands there. */
const firstText = (): string =>
  `\`\`\`text\n${textSources().get('lifecycle')?.split('\n\n')[0]}\n\`\`\``;

/** vectors/README.md: how to read a vector. */
export const vectorFormat = (vectors: readonly Vector[]): string =>
  `${readFileSync(join(import.meta.dirname, 'text/format.md'), 'utf8')
    .trim()
    .replace('{{text}}', firstText())}

There are ${vectors.length} vectors. [Each rule has its own](rules.md), and [the specification](../README.md#vectors) says how to run them.
`;

/** vectors/rules.md: the vectors of each rule. A vector that is written as text has a link to it. */
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
  return [
    '# The vectors of each rule\n\n[The rules](../rules.md) say what each one is, and [the format](README.md) how to read a vector.',
    ...TOPICS.flatMap(({ rules }) => rules).map(({ id }) => `## ${id}\n\n${entriesOf(id)}`),
  ]
    .join('\n\n')
    .concat('\n');
}
