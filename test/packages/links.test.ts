import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, ROOT, textOf } from './support/files.ts';

const PAGES = filesIn('.').filter((path) => path.endsWith('.md'));
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const PATH = /`((?:packages|test|docs|examples|bench|scripts|\.ci)\/[\w./-]+)`/g;

/** What the pages name that is not there: `page: path`. */
const missing = (pattern: RegExp, from: (page: string) => string) =>
  PAGES.flatMap((page) =>
    [...textOf(page).matchAll(pattern)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, from(page), path)))
      .map((path) => `${page}: ${path}`),
  );

test('every link from a page to a file of this repository leads to one', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md']));
  expect(missing(LINK, dirname)).toEqual([]);
});

test('every path that a page writes from the root of this repository exists', () => {
  expect(missing(PATH, () => '.')).toEqual([]);
});
