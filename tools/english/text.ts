/** Comments, texts and sentences of a file, without what is quoted from somebody else. */

/** A comment or a text in quotes. */
const COMMENT_OR_TEXT =
  /\/\*.*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gs;

/** What stands around the words of a comment, and what is quoted: “…” anywhere, `> …` in Markdown. */
const AROUND_COMMENTS = /\n[ \t]*(?:\*(?!\/)|\/\/+|#+(?= ))|\/\*\*?|\*\/|\/\/|“[^”]*”/g;
const AROUND_PAGES = /\n[ \t]*>[^\n]*|“[^”]*”|```.*?```|`[^`\n]*`/gs;

/** The same text, with a space for each character that is not a line break. */
const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/**
 * The words of a file that are for people, each at its place in the text: of a page all but its code and quotations, of a
 * program in TypeScript its comments and texts, of another file everything. The rest is spaces.
 */
export function wordsOf(path: string, text: string): string {
  if (path.endsWith('.md')) return text.replace(AROUND_PAGES, blank);
  if (!path.endsWith('.ts')) return text.replace(AROUND_COMMENTS, blank);
  let words = '';
  for (const { index, 0: found } of text.matchAll(COMMENT_OR_TEXT)) {
    words += blank(text.slice(words.length, index)) + found;
  }
  return words.replace(AROUND_COMMENTS, blank);
}

/** The line, from 1, of a place in a text. */
export const lineOf = (text: string, index: number): number =>
  text.slice(0, index).split('\n').length;

/** A sentence of a doc comment. */
export interface Sentence {
  readonly line: number;
  readonly text: string;
  readonly words: number;
}

const DOC_COMMENT = /\/\*\*(.*?)\*\//gs;
/** The end of a sentence, and where a sentence begins without one: a tag, an item of a list, a row, an empty line. */
const BETWEEN_SENTENCES =
  /(?<=(?<!\be\.g|\bi\.e)[.!?]['")\]]*)\s+|\n\s*(?=@\w|[-*] |\d+\. |\||\n)|\s(?=@\w+\s)/;
/** A link, a piece of code and a value count as one word each. */
const ONE_WORD = /\{@link [^}]*\}|`[^`]*`/g;

const countWords = (sentence: string): number =>
  sentence
    .replace(ONE_WORD, 'code')
    .split(/\s+/)
    .filter((word) => /\w/.test(word)).length;

/** The sentences of the doc comments of a file. Samples of code are not sentences. */
export function docSentences(text: string): Sentence[] {
  return [...text.matchAll(DOC_COMMENT)].flatMap(({ index, 1: comment = '' }) => {
    const line = lineOf(text, index);
    return comment
      .replace(/\n[ \t]*\* ?/g, '\n')
      .replace(/```.*?```/gs, '')
      .split(BETWEEN_SENTENCES)
      .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
      .filter((sentence) => sentence !== '' && !sentence.startsWith('|'))
      .map((sentence) => ({
        line,
        text: sentence,
        words: countWords(sentence),
      }));
  });
}

/** What is not a sentence of a page: code, comments and pictures. */
const CODE_OF_PAGES = /```.*?```|<!--.*?-->|!\[[^\]]*\]\([^)]*\)/gs;
/** A paragraph, an item of a list, a heading or a row of a table. */
const BLOCK = /^(?!\s*$).+(?:\n(?!\s*(?:$|[-*|#>]|\d+\. )).+)*/gm;
/** A link counts as its words, without its address. */
const ADDRESS = /(?<=\])\([^)]*\)/g;

/** The sentences of a page in Markdown. A colon or semicolon ends one too, and each cell of a table is one. */
export function pageSentences(text: string): Sentence[] {
  const prose = text.replace(CODE_OF_PAGES, blank);
  return [...prose.matchAll(BLOCK)].flatMap(({ index, 0: block }) =>
    block
      .replace(ADDRESS, '')
      .replace(/`[^`]*`/g, '')
      .split(/^\s*\||\|\s*$| \| |(?<=[.!?:;]['")\]*]*)\s+/m)
      .map((sentence) => ({
        line: lineOf(prose, index),
        text: sentence.replace(/\s+/g, ' ').trim(),
        words: countWords(sentence),
      })),
  );
}
