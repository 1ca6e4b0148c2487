import { describe, expect, test } from 'vitest';
import * as english from '../../tools/english/measure.ts';
import { filesIn, textOf } from './support/files.ts';

/** Phrases that read as if translated, or that name a thing by another word than the field's, with what to write. */
const PHRASES: readonly (readonly [phrase: RegExp, write: string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\banew\b/i, 'again'],
  [/\bto and fro\b/i, 'flips between'],
  [/\b(hears?|heard)\b/i, 'accepts, receives'],
  [/(?<!unless )\btold\b/i, 'is emitted, is notified, is given'],
  [/\bbelieve[sd]?\b/i, 'trusts'],
  [/\bnews\b/i, 'a hint, a change'],
  [
    /\b(a|another|one|each|every|next|first|second|last|late|further) look\b(?! for)|\blooks? at once\b/i,
    'a poll, a confirming read',
  ],
  [/\b(is|are|was|were) over\b(?! \d)/i, 'has ended'],
  [/\b(becomes?|became) of\b/i, 'happens to'],
  [/\bproves? nothing\b/i, 'is inconclusive'],
  [/\ban end(?! (of|to)\b)\b|\bown ends?\b/i, 'a final state, an outcome, a local failure'],
  [/\bto the bottom\b/i, 'thoroughly'],
  [/\bmembers? that (is|are|was|were) followed\b/i, 'a member that is polled'],
  [/\bMX locks\b/, 'MX stops trying (PREVENTED), so that the bank does not lock'],
  [/\bwaits? that (is|are|was|were) left\b/i, 'an abandoned wait'],
];

const FILES = filesIn('.').filter(
  (path) =>
    /\.md$/.test(path) ||
    /^packages\/\w+\/package\.json$/.test(path) ||
    /^scripts\/spec\/.*\.ts$/.test(path) ||
    /^packages\/machine\/spec\/.*\.txt$/.test(path) ||
    /^(packages\/\w+\/src|examples)\/.*\.(ts|html)$/.test(path),
);

/** A comment, or a text in quotes. The path of an import does not count. */
const COMMENT_OR_TEXT =
  /\/\*.*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gs;

/** The words of a file for people: all of a page; the comments and texts of a program. */
function wordsOf(path: string): string {
  const text = textOf(path);
  if (!path.endsWith('.ts')) return text;
  return (text.match(COMMENT_OR_TEXT) ?? []).join('\n').replace(/\n\s*\* /g, '\n');
}

/** Where a file uses one of the phrases: `path: …words around it…`. */
const found = (phrase: RegExp) =>
  FILES.flatMap((path) => {
    // A line break may stand between two words of a phrase.
    const words = wordsOf(path).replace(/\s+/g, ' ');
    return [...words.matchAll(new RegExp(phrase, 'gi'))].map(
      ({ index }) => `${path}: …${words.slice(Math.max(0, index - 60), index + 40)}…`,
    );
  });

describe('in pages, comments and messages', () => {
  test.each(PHRASES)('instead of %o stands: %s', (phrase) => {
    expect(found(phrase)).toEqual([]);
  });

  test('the pages and the sources of all packages are read', () => {
    expect(FILES).toEqual(
      expect.arrayContaining([
        'README.md',
        'examples/browser/page.ts',
        'packages/adapters/src/mx/client.ts',
        'packages/cli/README.md',
        'packages/playground/src/playground.ts',
        'packages/simulator/src/simulator.ts',
      ]),
    );
    expect(found(/\bmember\b/i).length).toBeGreaterThan(100);
  });
});

describe('constructions that need a second reading', () => {
  const { constructions } = english.measure(english.filesIn(['']));

  test.each(english.CONSTRUCTIONS)('"%s" is not used', (name) => {
    expect(constructions.get(name)).toEqual([]);
  });

  test('are found in comments and texts, but not in code, in quotations, or in "no longer"', () => {
    const [no, of] = ['no', 'of'];
    const texts: Readonly<Record<string, string>> = {
      'a.ts': `/** It is\n * ${no} list. “It is ${no} list.” */\nconst a = 'this and that ${of} it';`,
      'b.ts': `/** It is no longer open. */ const is = ${no} + list;`,
      'c.md': `There are ${no} lists. \`is ${no} list\`\n> That is ${no} list.\n`,
    };
    const found = english.measure(Object.keys(texts), (path) => texts[path] ?? '');
    expect(Object.fromEntries(found.constructions)).toEqual({
      'is-no': [`a.ts:1 …It is ${no} list.…`, `c.md:1 …There are ${no} lists.…`],
      'that-of': [`a.ts:3 …'this and that ${of} it'…`],
    });
  });
});

test('at most 5 % of the sentences of doc comments have more than 25 words', () => {
  const { long, sentences } = english.measure(english.filesIn(['']));
  expect(sentences).toBeGreaterThan(5000);
  expect(long.length, long.join('\n')).toBeLessThan(english.LONG_SHARE * sentences);
});

describe('sentences of pages', () => {
  // The specification and the help of the command line have texts of their own.
  const pages = english
    .filesIn([''])
    .filter((path) => !/^(packages\/machine\/spec|scripts\/spec|docs\/cli\.md)/.test(path));

  test('none has more than 30 words besides code', () => {
    expect(english.longOfPages(pages)).toEqual([]);
  });

  test('one that has is found in a paragraph, an item and a cell, but not in a program', () => {
    const long = `${'word '.repeat(31)}end.`;
    const text = `# Title\n\n${long}\n\n- ${long}\n\n| a | ${long} |\n\n\`\`\`\n${long}\n\`\`\`\n\nShort: ${'one; '.repeat(40)}\n`;
    const found = english.longOfPages(['a.md'], () => text);
    expect(found.map((line) => line.split(' ', 2).join(' '))).toEqual([
      'a.md:3 32:',
      'a.md:5 32:',
      'a.md:7 32:',
    ]);
  });
});
