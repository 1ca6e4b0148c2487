import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const RULE = /^\s*[-|] *\*\*([A-Z]\d+)\*\*[\s|:]*(.+?)\s*\|?$/gmu;

/**
 * What each rule says, by its number, from the README beside a directory of vectors. Without one, nothing is known of
 * the rules, and the vectors can be run all the same.
 */
export function readRules(vectors: string): ReadonlyMap<string, string> {
  let text = '';
  try {
    text = readFileSync(join(vectors, '..', 'README.md'), 'utf8');
  } catch {
    // Then there is none.
  }
  return new Map(
    [...text.matchAll(RULE)].map(([, number = '', sentence = '']) => [number, sentence]),
  );
}
