import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sectionOf, VERSION } from './changelog.ts';
import { healthVectors } from './health/vectors.ts';
import {
  isInChangelog,
  type Lock,
  lockOf,
  type Meanings,
  meaningsOf,
  movedNames,
  parseLock,
  printLock,
} from './lock.ts';
import { RULES } from './rules.ts';
import { vectors } from './vectors.ts';

const FILE = join(import.meta.dirname, 'vectors.lock');

/** What each fact of the specification means today. */
export const meanings = (): Meanings =>
  meaningsOf({ vectors: vectors(), health: healthVectors(), rules: RULES });

/** The lock that is in git. */
export const locked = (): Lock => parseLock(readFileSync(FILE, 'utf8'));

/** The lock of today. */
export const lockNow = (): Lock => lockOf(meanings(), locked(), VERSION);

/** "L1 to L8", of rules of one topic. */
const RANGE = /\b([A-Z])(\d+)\s+to\s+\1(\d+)\b/g;

/** Whether a text has a name as a word of its own, or in a range. */
const hasName = (text: string, name: string): boolean =>
  new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text) ||
  [...text.matchAll(RANGE)].some(([, letter = '', from, to]) => {
    const number = name.startsWith(letter) ? Number(name.slice(1)) : Number.NaN;
    return number >= Number(from) && number <= Number(to);
  });

/**
 * The rules and rows of tables that a version has changed although its part of the changelog does not name them.
 * @param removed Names that the version has removed.
 */
export function unexplained(
  lock: Lock,
  removed: readonly string[] = [],
  section: (version: string) => string = sectionOf,
): readonly string[] {
  const changed = [...lock].flatMap(([name, { version }]) =>
    version === null ? [] : [[name, version] as const],
  );
  const gone = removed.filter(isInChangelog).map((name) => [name, VERSION] as const);
  return [...changed, ...gone]
    .filter(([name, version]) => !hasName(section(version), name.split(' ')[1] ?? ''))
    .map(([name]) => name);
}

/**
 * Writes the lock of today.
 * @returns The names that have moved.
 * @throws {Error} if the changelog does not name a rule or a row of a table that has moved.
 */
export function acceptLock(): readonly string[] {
  const before = locked();
  const now = lockNow();
  const moved = movedNames(before, now);
  const missing = unexplained(
    now,
    moved.filter((name) => !now.has(name)),
  );
  if (missing.length > 0)
    throw new Error(
      `scripts/spec/changelog.md does not say what has happened to ${missing.join(', ')} (version ${VERSION}).`,
    );
  writeFileSync(FILE, printLock(now));
  return moved;
}
