import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { CompatData, Identifier } from '@mdn/browser-compat-data';
import postcss from 'postcss';
import { expect, test } from 'vitest';

/** What MDN knows of the features that the screens use: docs/servers.md asks for "a browser of the last two years". */
const { css, javascript, api, browsers }: CompatData = createRequire(import.meta.url)(
  '@mdn/browser-compat-data',
);

const CONNECT = join(import.meta.dirname, '../../packages/connect/src');
const YEAR = 365 * 24 * 60 * 60_000;
const BROWSERS = ['chrome', 'firefox', 'safari', 'safari_ios'] as const;

/** The browsers that did not have a feature two years ago. */
function missingIn(feature: Identifier | undefined): string[] {
  return BROWSERS.flatMap((name) => {
    const wasThere = [feature?.__compat?.support[name]].flat().some((support) => {
      const version = String(support?.version_added ?? '').replace('≤', '');
      const date = browsers[name].releases[version]?.release_date ?? '9999-01-01';
      const isPlain = support && !support.flags && !support.prefix && !support.alternative_name;
      return isPlain && Date.now() - Date.parse(date) > 2 * YEAR;
    });
    return wasThere ? [] : [name];
  });
}

const at = (place: Identifier | undefined, ...path: readonly string[]): Identifier | undefined =>
  path.reduce<Identifier | undefined>((inner, key) => inner?.[key], place);

/** Each feature of the style sheet, and where MDN lists it. */
function cssFeatures(): Map<string, Identifier | undefined> {
  const features = new Map<string, Identifier | undefined>();
  const { properties, selectors, types } = css;
  const sheet = postcss.parse(readFileSync(join(CONNECT, 'style.css'), 'utf8'));
  sheet.walkDecls(({ prop, value }) => {
    if (!prop.startsWith('--')) features.set(prop, at(properties, prop));
    for (const [word] of value.matchAll(/[a-z][\w-]*/gi)) {
      const own = at(properties, prop, word.toLowerCase());
      if (own?.__compat) features.set(`${prop}: ${word}`, own);
    }
    if (prop === 'content' && value.includes('" / ""'))
      features.set('content: "" / ""', at(properties, 'content', 'alt_text'));
    for (const [, name = ''] of value.matchAll(/([a-z-]+)\(/g))
      features.set(
        `${name}()`,
        at(properties, prop, name) ??
          at(types, name) ??
          at(types, 'color', name) ??
          at(types, 'filter-function', name),
      );
  });
  sheet.walkRules(({ selector }) => {
    if (selector.includes('&')) features.set('nesting', at(selectors, 'nesting'));
    for (const [name, , word = ''] of selector.matchAll(/(::?)([a-z-]+)/g))
      features.set(name, at(selectors, word) ?? at(selectors, `${word}function`));
  });
  sheet.walkAtRules(({ name, params }) => {
    features.set(`@${name}`, at(css['at-rules'], name));
    // MDN lists `max-width` as `width`.
    for (const [, query = ''] of params.matchAll(/\(([a-z-]+):/g))
      features.set(
        `@${name} (${query})`,
        at(css['at-rules'], name, query.replace(/^(min|max)-/, '')),
      );
  });
  return features;
}

/** Methods of our own that have the name of a new method. */
const OWN = ['adopt', 'drop'];

/** Each method of JavaScript in the sources, and of the page if its object is named: without a name, of each object that has one. */
function methods(): Map<string, readonly Identifier[]> {
  const builtins: Readonly<Record<string, Identifier>> = { ...javascript.builtins };
  const owners: Readonly<Record<string, Identifier>> = { ...api, ...builtins };
  const found = new Map<string, readonly Identifier[]>();
  const sources = readdirSync(CONNECT, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|svelte)$/.test(path))
    .map((path) => readFileSync(join(CONNECT, path), 'utf8'));
  for (const [, owner = '', name = ''] of sources.join('\n').matchAll(/\b(\w*)\??\.(\w+)\(/g)) {
    const exact = at(owners[owner], name) ?? at(owners[owner], `${name}_static`);
    const all = Object.values(builtins).flatMap((members) => at(members, name) ?? []);
    const known = (exact ? [exact] : all).filter((feature) => feature.__compat);
    if (known.length > 0 && !OWN.includes(name))
      found.set(exact ? `${owner}.${name}` : name, known);
  }
  return found;
}

/** Without them a screen looks a little plainer, and works. */
const DISPENSABLE = ['text-wrap: pretty', 'cursor: pointer'];

test('each feature of the style sheet is in the browsers of two years ago', () => {
  const features = cssFeatures();
  for (const name of ['color-mix()', ':has', 'nesting', 'aspect-ratio', '@media (forced-colors)'])
    expect([...features.keys()]).toContain(name);
  const missing = [...features].flatMap(([name, feature]) => {
    const where = missingIn(feature);
    return where.length > 0 && !DISPENSABLE.includes(name) ? [`${name}: ${where.join(', ')}`] : [];
  });
  expect(missing).toEqual([]);
});

test('each method in the sources of the page is in the browsers of two years ago', () => {
  const used = methods();
  for (const name of ['JSON.parse', 'Object.entries', 'flatMap', 'then'])
    expect([...used.keys()]).toContain(name);
  const missing = [...used].flatMap(([name, features]) => {
    const [best = []] = features.map(missingIn).sort((a, b) => a.length - b.length);
    return best.length > 0 ? [`${name}: ${best.join(', ')}`] : [];
  });
  expect(missing).toEqual([]);
});

test('a feature that some of them lack is noticed', () => {
  expect(missingIn(at(css.properties, 'text-wrap', 'pretty'))).not.toEqual([]);
  expect(missingIn(at(javascript.builtins, 'Math', 'sumPrecise'))).not.toEqual([]);
  expect(missingIn(undefined)).toHaveLength(BROWSERS.length);
});
