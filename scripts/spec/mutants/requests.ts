import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { healthVectors } from '../health/vectors.ts';
import { type Question, questionsOf } from '../questions.ts';
import { type Vector, withoutSentences } from '../vector.ts';

/** Everything that the vectors ask, one request a line, so that a program answers all of it at once. */

const VECTORS = join(import.meta.dirname, '../../../packages/machine/spec/vectors');

const vectors: readonly Vector[] = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => JSON.parse(readFileSync(join(VECTORS, path), 'utf8')));

const ofHealth: readonly Question[] = healthVectors().map(({ id, rule, health: _, ...asked }) => ({
  vector: `health-${id}`,
  rules: [rule],
  request: { do: 'health', ...asked },
}));

export const QUESTIONS: readonly Question[] = [
  ...vectors.flatMap((vector) => [...questionsOf(vector)]),
  ...ofHealth,
];

/** An answer as the vectors compare it: without its number, its sentences, and the words of a refusal. */
export function comparable(line: string): string {
  const { id: _, refused, ...answer } = JSON.parse(line);
  return JSON.stringify(withoutSentences(refused === undefined ? answer : { refused: true }));
}
