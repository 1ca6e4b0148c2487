import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { linkOnSite, withSiteLinks } from '../../site/links.ts';
import { PAGES } from '../../site/pages.ts';
import { breakable } from '../../site/tables.ts';
import { ROOT, textOf } from './support/files.ts';

test('every page of docs has its place on the site, and no two have the same address', () => {
  const files = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const shown = new Set(PAGES.map(({ file }) => file));
  expect(files.filter((name) => !shown.has(`docs/${name}`))).toEqual([]);
  expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
});

test('no page shows a diagram as code: the site has no Mermaid', () => {
  expect(PAGES.filter(({ file }) => textOf(file).includes('```mermaid'))).toEqual([]);
});

describe('a link leads', () => {
  test.each([
    ['to the page of a file beside it', 'restate.md#operation', '/restate#operation'],
    ['to the page of a file elsewhere', '../packages/machine/spec/README.md', '/spec'],
    ['to the page of a folder', '../packages/connect', '/packages/connect'],
    ['to the same page', '#limits', '#limits'],
    ['to another site', 'https://www.mx.com', 'https://www.mx.com'],
    ['to a picture', 'chart.svg', '/docs/chart.svg'],
    [
      'to the repository, for a file that is not a page',
      '../examples/worker/worker.ts',
      `${ADDRESS}/blob/main/examples/worker/worker.ts`,
    ],
    ['to a page by its address in the repository', `${ADDRESS}/blob/main/docs/relay.md`, '/relay'],
  ])('%s', (_, href, expected) => {
    expect(linkOnSite(href, 'docs/production.md')).toBe(expected);
  });

  test('nowhere else inside of a program', () => {
    const text = 'See [a](relay.md) and `[b](relay.md)`.\n```md\n[c](relay.md)\n```\n';
    expect(withSiteLinks(text, 'docs/connect.md')).toBe(text.replace('(relay.md)', '(/relay)'));
  });
});

test.each([
  ['a short word', 'connectionStatus', 'connectionStatus'],
  ['a long name', 'institutionIsOperational', 'institutionIs<wbr>Operational'],
  ['a path', 'test/promises/asks-in-time.ts', 'test/promises/<wbr>asks-in-time.ts'],
  ['only the long word of several', 'see packages/machine/src', 'see packages/machine/<wbr>src'],
])('a line in a cell may end in a long word, between its parts: %s', (_, html, expected) => {
  expect(breakable(html, 18)).toBe(expected);
});
