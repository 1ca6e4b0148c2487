export { markdownTable as table } from '../../packages/cli/src/common/markdown.ts';

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** Numbers with their names, in ms. */
export const numbers = (named: object): string =>
  Object.entries(named)
    .map(([name, ms]) => `${code(name)} ${ms}`)
    .join(', ');
