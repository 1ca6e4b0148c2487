import { createHash } from 'node:crypto';
import type { Rule } from './rules.ts';
import { type Vector, withoutSentences } from './vector.ts';

/** What a version of the specification was made of, as short hashes: enough to see what has changed since. */
export interface Fingerprint {
  /** The sentences, by number. */
  readonly rules: Readonly<Record<string, string>>;
  /** The behaviour, by id: not what it is called, nor which rules it names. */
  readonly vectors: Readonly<Record<string, string>>;
}

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);

export const fingerprint = (
  rules: readonly Pick<Rule, 'id' | 'sentence'>[],
  vectors: readonly Vector[],
): Fingerprint => ({
  rules: Object.fromEntries(rules.map(({ id, sentence }) => [id, hash(sentence)])),
  vectors: Object.fromEntries(
    vectors.map(({ id, input, begin, steps }) => [
      id,
      hash(withoutSentences({ input, begin, steps })),
    ]),
  ),
});

/** What was added, changed and removed, by name. */
export interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

type Hashes = Readonly<Record<string, string>>;

export const differenceOf = (before: Hashes, after: Hashes): Difference => ({
  added: Object.keys(after).filter((name) => !(name in before)),
  changed: Object.keys(after).filter((name) => name in before && after[name] !== before[name]),
  removed: Object.keys(before).filter((name) => !(name in after)),
});
