import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { anchorOf } from '../../site/links.ts';
import { VECTORS } from '../support/vectors.ts';
import { filesIn, ROOT, textOf } from './support/files.ts';

/** These are the texts of pages in another folder. */
const PAGES = filesIn('.').filter(
  (path) =>
    path.endsWith('.md') &&
    !/^scripts\/spec\/((health\/)?(readme|rules|rules-page|timelines|changelog)|text\/format)\.md$/.test(
      path,
    ),
);
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const PATH = /`((?:packages|test|docs|examples|bench|scripts|\.ci)\/[\w./-]+)`/g;

/** The missing targets of pages: `page: path`. */
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

/** The anchors of a file: the headings of a page, or the first line of each text vector. */
const anchorsOf = (page: string): string[] =>
  page.endsWith('.txt')
    ? textOf(page)
        .split('\n')
        .flatMap((line, index) => (line.startsWith('=== ') ? [`L${index + 1}`] : []))
    : [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

test('every link from a page to a heading, or to a vector of a text, leads to one', () => {
  const ours = new RegExp(`\\]\\(${ADDRESS}/blob/main/([^)#\\s]+)#([^)\\s]+)\\)`, 'g');
  const links = PAGES.flatMap((page) => [
    ...[...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)].map(
      ([, path, anchor = '']) => [path ? join(dirname(page), path) : page, anchor] as const,
    ),
    ...[...textOf(page).matchAll(ours)].map(
      ([, path = '', anchor = '']) => [path, anchor] as const,
    ),
  ]);
  expect(links.length).toBeGreaterThan(0);
  const anchors = new Map(links.map(([page]) => [page, anchorsOf(page)]));
  expect(links.filter(([page, anchor]) => !anchors.get(page)?.includes(anchor))).toEqual([]);
});

test('every vector that a page names exists', () => {
  const ids = [...VECTORS.values()].map(({ id }) => id);
  const topics = [...new Set(ids.map((id) => id.split('-')[0]))].join('|');
  // The page of sources names pages of MX in the same way.
  const named = PAGES.filter((page) => page !== 'docs/sources.md').flatMap((page) =>
    [...textOf(page).matchAll(new RegExp(`\`((?:${topics})-[a-z][a-z0-9-]*)\``, 'g'))].map(
      ([, id = '']) => id,
    ),
  );
  expect(named).toEqual(expect.arrayContaining(['rounds-several-questions']));
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test('every address of the repository that a page of a package names leads to a file', () => {
  const ours = new RegExp(`${ADDRESS}/(?:blob|tree)/main/([^)#\\s]+)`, 'g');
  expect(PAGES.flatMap((page) => textOf(page).match(ours) ?? []).length).toBeGreaterThan(0);
  expect(missing(PAGES, ours, () => '.')).toEqual([]);
});

test('every file that a page names without a folder exists somewhere', () => {
  const name = /`([\w-]+\.(?:ts|tsx|py|mjs|md))`/g;
  const files = new Set(filesIn('.').map((path) => basename(path)));
  // The page of sources names pages of MX in the same way.
  const named = PAGES.filter((page) => page !== 'docs/sources.md').flatMap((page) =>
    [...textOf(page).matchAll(name)].map(([, file = '']) => [page, file] as const),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(([, file]) => !files.has(file))).toEqual([]);
});

test('every path that a page writes from the root of this repository exists', () => {
  // The pages about MX cite files of other repositories.
  const pages = PAGES.filter((page) => page !== 'docs/sources.md');
  expect(missing(pages, PATH, () => '.')).toEqual([]);
});
