import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn, ROOT, textOf } from './support/files.ts';

/** `scripts/spec/readme.md` is the text of a page in another folder. */
const PAGES = filesIn('.').filter(
  (path) => path.endsWith('.md') && path !== 'scripts/spec/readme.md',
);
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const PATH = /`((?:packages|test|docs|examples|bench|scripts|\.ci)\/[\w./-]+)`/g;

/** What the pages name that is not there: `page: path`. */
const missing = (pages: readonly string[], pattern: RegExp, from: (page: string) => string) =>
  pages.flatMap((page) =>
    [...textOf(page).matchAll(pattern)]
      .map(([, path = '']) => path)
      .filter((path) => !existsSync(join(ROOT, from(page), path)))
      .map((path) => `${page}: ${path}`),
  );

test('every link from a page to a file of this repository leads to one', () => {
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'SECURITY.md']));
  expect(missing(PAGES, LINK, dirname)).toEqual([]);
});

test('every path that a page writes from the root of this repository exists', () => {
  // The pages about MX cite files of other repositories.
  const pages = PAGES.filter((page) => page !== 'docs/sources.md');
  expect(missing(pages, PATH, () => '.')).toEqual([]);
});
