import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vector } from '../vector.ts';
import { compileText } from './compile.ts';
import { parseVectors, printVector } from './parse.ts';

/** The vectors that are written as text, one topic a file. */

const FOLDER = join(import.meta.dirname, '../vectors');

const topics = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.slice(0, -4))
    .sort();
const pathOf = (topic: string): string => join(FOLDER, `${topic}.txt`);

/**
 * All of them.
 * @throws {Error} when the machine does not do what a text says.
 */
export function textVectors(): readonly Vector[] {
  return topics().flatMap((topic) =>
    parseVectors(readFileSync(pathOf(topic), 'utf8')).map((text) => {
      const { vector, came } = compileText(topic, text);
      text.steps.forEach(({ given, expected }, index) => {
        if (came[index] !== expected)
          throw new Error(
            `scripts/spec/vectors/${topic}.txt, ${text.name}, step ${index} (${given}):\nexpected\n${expected}\nbut it is\n${came[index]}\n`,
          );
      });
      return vector;
    }),
  );
}

/** Writes what the machine does into the texts. Its difference is to be read: a changed machine must not bless itself. */
export function rewriteTexts(): void {
  for (const topic of topics()) {
    const texts = parseVectors(readFileSync(pathOf(topic), 'utf8'));
    const written = texts.map((text) => printVector(text, compileText(topic, text).came));
    writeFileSync(pathOf(topic), `${written.join('\n\n\n')}\n`);
  }
}
