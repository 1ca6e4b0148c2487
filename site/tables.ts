import type { MarkdownRenderer } from 'vitepress';

type Token = ReturnType<MarkdownRenderer['parse']>[number];

/** The fewest columns that do not fit on a phone. */
const WIDE = 3;

/** The most letters of a long word that stay together in a cell: two such columns fit on a phone, and five on a wide screen. */
const WHOLE = { narrow: 18, wide: 12 };

/** Text as HTML, in which a line may end between the parts of a long word: after a sign, and before a capital letter. */
export const breakable = (html: string, whole: number): string =>
  html
    .split(' ')
    .map((word) => {
      const lines = [''];
      for (const part of word.split(/(?<=[/._:=,(|-])(?=[\w@])|(?<=[a-z])(?=[A-Z])/)) {
        const line = `${lines.at(-1)}${part}`;
        if (line.length > whole && line !== part) lines.push(part);
        else lines[lines.length - 1] = line;
      }
      return word.length > WHOLE.narrow ? lines.join('<wbr>') : word;
    })
    .join(' ');

/** The text of a cell's contents, without Markdown. */
const textOf = (token: Token | undefined): string =>
  (token?.children ?? []).map(({ content }) => content).join('');

/**
 * Gives each cell of a wide table the name of its column. On a phone, where a wide table shows each row as a list, the style sheet puts
 * the name before the cell. The roles keep it a table for screen readers, which would otherwise follow the style sheet. A line in a
 * cell may end between the parts of a long word.
 */
export function labelCells(markdown: MarkdownRenderer): void {
  // The rule of VitePress writes no attributes. A table can be focused, because it scrolls where it is too wide.
  markdown.renderer.rules.table_open = (tokens, index, options, _, self) => {
    tokens[index]?.attrSet('tabindex', '0');
    return self.renderToken(tokens, index, options);
  };
  for (const type of ['code_inline', 'text']) {
    const rule = markdown.renderer.rules[type];
    markdown.renderer.rules[type] = (tokens, index, ...rest) => {
      const html = rule?.(tokens, index, ...rest) ?? '';
      const whole = tokens[index]?.meta?.whole;
      return whole ? html.replace(/[^<>]+(?=<|$)/g, (text) => breakable(text, whole)) : html;
    };
  }
  markdown.core.ruler.push('label-cells', ({ tokens }) => {
    let names: string[] = [];
    let table: Token | undefined;
    let column = 0;
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'table_open') {
        table = token;
        names = [];
      } else if (token.type === 'th_open') names.push(textOf(tokens[index + 1]));
      else if (token.type === 'tr_open') column = 0;
      else if (token.type === 'td_open') {
        if (names.length < WIDE) continue;
        table?.attrSet('class', 'wide');
        const name = names[column] ?? '';
        if (column > 0 && name !== '') token.attrSet('data-column', name);
        column += 1;
      }
    }
    for (const token of wideTokens(tokens)) token.attrSet('role', ROLES[token.type] ?? '');
    markLongWords(tokens);
  });
}

const ROLES: Readonly<Record<string, string>> = {
  table_open: 'table',
  thead_open: 'rowgroup',
  tbody_open: 'rowgroup',
  tr_open: 'row',
  th_open: 'columnheader',
  td_open: 'cell',
};

/** The parts of wide tables. */
function wideTokens(tokens: readonly Token[]): Token[] {
  let isWide = false;
  return tokens.filter((token) => {
    if (token.type === 'table_open') isWide = token.attrGet('class') === 'wide';
    return isWide && token.type in ROLES;
  });
}

/** Says of each text in a cell how much of a long word stays together there. */
function markLongWords(tokens: readonly Token[]): void {
  let whole = 0;
  for (const token of tokens) {
    if (token.type === 'table_close') whole = 0;
    if (token.type === 'table_open')
      whole = token.attrGet('class') === 'wide' ? WHOLE.wide : WHOLE.narrow;
    if (whole > 0) for (const child of token.children ?? []) child.meta = { whole };
  }
}
