import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SOURCE_TAGS } from '../support/sources.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A tag of docs/sources.md, as it is cited next to a fact about MX. */
const TAG = /\b(?:OAS(?:\d\d|B|git)|[ADN]-[A-Z]{2,}\d*|ACS?|PU\d\d|U?CW|DW)\b/g;
const TEXTS = /\.(?:ts|md|json|mmd)$/;

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The files of a folder, without installed and built ones. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ['node_modules', 'dist'].includes(entry.name) ? [] : filesIn(path);
    return TEXTS.test(entry.name) ? [path] : [];
  });

test('every cited source is explained', () => {
  const cited = ['packages', 'docs', 'examples', 'scripts'].flatMap((folder) =>
    filesIn(folder).flatMap((path) =>
      (textOf(path).match(TAG) ?? []).map((tag) => ({ path, tag })),
    ),
  );
  expect(cited.length).toBeGreaterThan(100);
  expect(cited.filter(({ tag }) => !SOURCE_TAGS.has(tag))).toEqual([]);
});
