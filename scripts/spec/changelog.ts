import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Difference, differenceOf, type Fingerprint, fingerprint } from './fingerprint.ts';
import { RULES } from './rules.ts';
import type { Vector } from './vector.ts';

/**
 * CHANGELOG.md of the specification. `changelog.md` beside this file says, by rule, what each version has changed and why.
 * `released.json` has the fingerprint of the version before the one that is in work. So a rule that changes without a line, and a
 * version that does not say how much has changed, are noticed.
 */

const textOf = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');

const VERSIONS = [...textOf('changelog.md').matchAll(/^## (\d+)\.(\d+)\.(\d+)$/gm)];

/** The version of the specification: the first heading of its changelog. */
export const VERSION: string = VERSIONS[0]?.slice(1).join('.') ?? '';

/** How much a version changes: a port must change, may have to, or need not. */
export type Size = 'major' | 'minor' | 'patch';
const SIZES: readonly Size[] = ['major', 'minor', 'patch'];

/** How much one version is later than another; `null` where it is not later. */
export function sizeOf(before: string, after: string): Size | null {
  const [from, to] = [before, after].map((one) => one.split('.').map(Number));
  const place = SIZES.findIndex((_, index) => from?.[index] !== to?.[index]);
  return place >= 0 && Number(to?.[place]) > Number(from?.[place]) ? (SIZES[place] as Size) : null;
}

/** A vector that has changed asks something else of a port that passed it; a new one asks for more. */
export function neededSize(rules: Difference, vectors: Difference): Size | null {
  if (vectors.changed.length + vectors.removed.length > 0) return 'major';
  if (vectors.added.length + rules.added.length > 0) return 'minor';
  return rules.changed.length + rules.removed.length > 0 ? 'patch' : null;
}

const list = (title: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`- ${title}: ${names.map((name) => `\`${name}\``).join(', ')}`];

/** What happened to the vectors, as the last lines of a version. */
const movedVectors = ({ added, changed, removed }: Difference): string =>
  [
    ...list('Vectors added', added),
    ...list('Vectors that moved', changed),
    ...list('Vectors removed', removed),
  ].join('\n');

/** A version in work, and what it has changed since the one before. */
interface Changed {
  readonly before: string;
  readonly version: string;
  /** What the changelog says about it. */
  readonly section: string;
  readonly rules: Difference;
  readonly vectors: Difference;
}

/** What `changelog.md` lacks; `null` if it says all. */
export function missingIn({ before, version, section, rules, vectors }: Changed): string | null {
  const needed = neededSize(rules, vectors);
  const given = sizeOf(before, version);
  if (needed !== null && (given === null || SIZES.indexOf(given) > SIZES.indexOf(needed)))
    return `since ${before} the specification has a ${needed} change, but its version is ${version}.`;
  const silent = [...rules.added, ...rules.changed, ...rules.removed].filter(
    (id) => !new RegExp(`\\b${id}\\b`).test(section),
  );
  return silent.length > 0
    ? `${version} does not say what happened to ${silent.join(', ')}.`
    : null;
}

/**
 * CHANGELOG.md, with the vectors of the version in work.
 * @throws {Error} where a rule has changed and the changelog does not say so, or the version is too small for what has changed.
 */
export function changelog(vectors: readonly Vector[]): string {
  const { version, ...before }: Fingerprint & { version: string } = JSON.parse(
    textOf('released.json'),
  );
  const now = fingerprint(RULES, vectors);
  const rules = differenceOf(before.rules, now.rules);
  const moved = differenceOf(before.vectors, now.vectors);
  const [head = '', newest = '', ...older] = textOf('changelog.md').split(/^(?=## )/m);
  const missing = missingIn({
    ...{ before: version, version: VERSION, section: newest },
    ...{ rules, vectors: moved },
  });
  if (missing) throw new Error(`scripts/spec/changelog.md: ${missing}`);
  const lines = version === VERSION ? '' : movedVectors(moved);
  return [head, [newest.trimEnd(), lines].filter((text) => text !== '').join('\n'), ...older]
    .map((text) => text.trimEnd())
    .join('\n\n')
    .concat('\n');
}

/** spec.json: which specification this is. */
export const versions = (record: number, vectors: readonly Vector[]): unknown => ({
  version: VERSION,
  record,
  rules: RULES.length,
  vectors: vectors.length,
});
