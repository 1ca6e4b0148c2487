import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, posix } from 'node:path';
import { docSentences, lineOf, pageSentences, type Sentence, wordsOf } from './text.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** Constructions that make a sentence hard to read, and what to write. */
export const CONSTRUCTIONS: readonly (readonly [name: string, found: RegExp, write: string])[] = [
  [
    'is-no',
    /\b(?:is|are|was|were|be)\s+no\s+(?!longer\b|(?:more|less|later|earlier|older|larger|fewer)\s+than\b)\w+/gi,
    'not a …, without …, does not …',
  ],
  ['that-of', /\b(?:that|those)\s+of\b/gi, 'the noun once more'],
];

/** A doc comment's sentence has at most so many words; of all sentences of a folder, at most `LONG_SHARE` have more. */
export const LONGEST = 25;
export const LONG_SHARE = 0.05;
/** A sentence of a page in Markdown has at most so many words besides code. */
export const LONGEST_OF_PAGES = 30;

const READ =
  '.ts .tsx .mts .mjs .cjs .js .svelte .vue .html .css .go .py .md .txt .yaml .yml'.split(' ');
const NOT_READ = [
  'node_modules',
  'dist',
  '.git',
  'coverage',
  'reports',
  '.pages',
  'cache',
  'snapshots',
];
/** A program writes these. */
const GENERATED = ['pnpm-lock.yaml', 'CHANGELOG.md'];

/** The files that people read below some folders (or these files), as paths from the root of the repository. */
export function filesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    if (!statSync(join(ROOT, folder)).isDirectory()) return [folder];
    const names = readdirSync(join(ROOT, folder)).filter((name) => !NOT_READ.includes(name));
    const paths = names.map((name) => posix.join(folder, name));
    const below = paths.filter((path) => statSync(join(ROOT, path)).isDirectory());
    const files = paths.filter(
      (path) => READ.includes(extname(path)) && !GENERATED.includes(basename(path)),
    );
    return [...files, ...filesIn(below)];
  });
}

/** What a reader stumbles over in some files. */
export interface English {
  /** `path:line words`, by the name of the construction. */
  readonly constructions: ReadonlyMap<string, readonly string[]>;
  /** How many sentences the doc comments have. */
  readonly sentences: number;
  /** `path:line words: sentence`. */
  readonly long: readonly string[];
}

const readFile = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Measures files; by default their text is read from the repository. */
export function measure(
  paths: readonly string[],
  read: (path: string) => string = readFile,
): English {
  const constructions = new Map(CONSTRUCTIONS.map(([name]) => [name, [] as string[]]));
  const sentences: (Sentence & { readonly path: string })[] = [];
  for (const path of paths) {
    const text = read(path);
    const words = wordsOf(path, text);
    for (const [name, pattern] of CONSTRUCTIONS) {
      for (const { index } of words.matchAll(pattern)) {
        const around = words.slice(Math.max(0, index - 40), index + 40).replace(/\s+/g, ' ');
        constructions.get(name)?.push(`${path}:${lineOf(text, index)} …${around.trim()}…`);
      }
    }
    if (!path.endsWith('.md'))
      sentences.push(...docSentences(text).map((one) => ({ ...one, path })));
  }
  const long = sentences.filter(({ words }) => words > LONGEST);
  return {
    constructions,
    sentences: sentences.length,
    long: long.map(({ path, line, words, text }) => `${path}:${line} ${words}: ${text}`),
  };
}

/** The sentences of pages in Markdown that are too long: `path:line words: sentence`. */
export const longOfPages = (
  paths: readonly string[],
  read: (path: string) => string = readFile,
): string[] =>
  paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      pageSentences(read(path))
        .filter(({ words }) => words > LONGEST_OF_PAGES)
        .map(({ line, words, text }) => `${path}:${line} ${words}: ${text}`),
    );
