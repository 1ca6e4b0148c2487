import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../../docs');

const textOf = (page: string): string => readFileSync(join(DOCS, `${page}.md`), 'utf8');

/** What a page says in a line: the first group of the pattern. @throws {Error} if it does not. */
export function lineOf(page: string, pattern: RegExp): string {
  const [, line] = pattern.exec(textOf(page)) ?? [];
  if (line === undefined) throw new Error(`docs/${page}.md has nothing like ${pattern}.`);
  return line;
}

/**
 * A program of a page in `docs`, without the indentation of a list.
 *
 * @param page The name of the page, such as `connect`.
 * @param heading The heading above the program.
 * @param place Its place below the heading. @default 0, the first one
 * @throws {Error} if the page has no such program.
 */
export function programOf(page: string, heading: string, place = 0): string {
  const [, section = ''] = textOf(page).split(new RegExp(`^##+ ${heading}$`, 'm'));
  const [body = ''] = section.split(/^##+ /m);
  const programs = [...body.matchAll(/^( *)```(?:tsx?|vue|svelte)\n(.*?)^ *```$/gms)];
  const [, indent = '', code] = programs[place] ?? [];
  if (code === undefined) throw new Error(`docs/${page}.md has no program ${place} in ${heading}.`);
  return code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}
