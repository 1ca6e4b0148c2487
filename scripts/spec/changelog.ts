import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from './rules.ts';
import type { Vector } from './vector.ts';

/** CHANGELOG.md of the specification: what each version has changed, and why. */
export const CHANGELOG: string = readFileSync(join(import.meta.dirname, 'changelog.md'), 'utf8');

/** The text of each version, the newest first. */
const SECTIONS: ReadonlyMap<string, string> = new Map(
  CHANGELOG.split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

/** The version of the specification. */
export const VERSION: string = [...SECTIONS.keys()][0] ?? '';

/** What the changelog says about a version. */
export const sectionOf = (version: string): string => SECTIONS.get(version) ?? '';

/** spec.json: which specification this is. */
export const versions = (record: number, vectors: readonly Vector[]): unknown => ({
  version: VERSION,
  record,
  rules: RULES.length,
  vectors: vectors.length,
});
