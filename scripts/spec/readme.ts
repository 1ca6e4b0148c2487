import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOPICS } from './rules.ts';
import { pathOf, type Vector } from './vector.ts';

/** A rule with links to the vectors that name it. */
function entry({ id, sentence }: { id: string; sentence: string }, vectors: readonly Vector[]) {
  const links = vectors
    .filter(({ rules }) => rules.includes(id))
    .map((vector) => `[${vector.id}](${pathOf(vector.id)})`);
  return `- **${id}** ${sentence}\n  <br>${links.join(' · ')}`;
}

/** README.md: the text beside this file, with the rules and their vectors filled in. */
export function readme(vectors: readonly Vector[]): string {
  const rules = TOPICS.map(
    ({ letter, title, rules }) =>
      `### ${letter}: ${title}\n\n${rules.map((rule) => entry(rule, vectors)).join('\n')}`,
  );
  return readFileSync(join(import.meta.dirname, 'readme.md'), 'utf8')
    .replace('{{count}}', String(vectors.length))
    .replace('{{rules}}', () => rules.join('\n\n'));
}
