import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rewriteHealth } from '../health/text.ts';
import type { Vector } from '../vector.ts';
import { compileText } from './compile.ts';
import { parseVectors, printVector } from './parse.ts';

/** The vectors that are written as text, one topic a file. */

const FOLDER = join(import.meta.dirname, '../../../packages/machine/spec/vectors');

const pathOf = (topic: string): string => join(FOLDER, `${topic}.txt`);

/** The texts, by topic. */
export const textSources = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(FOLDER)
      .filter((name) => name.endsWith('.txt'))
      .map((name) => name.slice(0, -4))
      .sort()
      .map((topic) => [topic, readFileSync(pathOf(topic), 'utf8')]),
  );

/** Where the text of each vector is, from the folder of the specification: a file and a line. */
export const textPlaces = (): ReadonlyMap<string, string> =>
  new Map(
    [...textSources()].flatMap(([topic, source]) =>
      source
        .split('\n')
        .flatMap((line, index) =>
          line.startsWith('=== ')
            ? [[`${topic}-${line.slice(4)}`, `vectors/${topic}.txt#L${index + 1}`] as const]
            : [],
        ),
    ),
  );

/**
 * The vectors of one text.
 * @throws {Error} when the machine does not do what it says.
 */
export function vectorsOf(topic: string, source: string): readonly Vector[] {
  return parseVectors(source).map((text) => {
    const { vector, came } = compileText(topic, text);
    text.steps.forEach(({ given, expected }, index) => {
      if (came[index] !== expected)
        throw new Error(
          `${vector.id}, step ${index} (${given}):\nexpected\n${expected}\nbut it is\n${came[index]}\nIf it is meant to be so: pnpm generate --rewrite, and read the difference.`,
        );
    });
    return vector;
  });
}

/** All of them. */
export const textVectors = (): readonly Vector[] =>
  [...textSources()].flatMap(([topic, source]) => vectorsOf(topic, source));

/** A text with what the machine does now in place of what it says. */
export const rewritten = (topic: string, source: string): string =>
  `${parseVectors(source)
    .map((text) => printVector(text, compileText(topic, text).came))
    .join('\n\n')}\n`;

/** Rewrites all texts. Their difference is to be read: a changed machine must not bless itself. */
export function rewriteTexts(): void {
  for (const [topic, source] of textSources())
    writeFileSync(pathOf(topic), rewritten(topic, source));
  rewriteHealth();
}
