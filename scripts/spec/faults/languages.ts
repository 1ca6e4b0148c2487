import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MATRIX } from './catalogue.ts';

/** In which implementations each fault can be made: they have a table of the names in their source. */

const FOLDER = join(import.meta.dirname, '../../../implementations');
const ENTRY = /^\s+"([A-Z]\d+-[a-z\d-]+)":/gm;

const namesIn = (path: string): ReadonlySet<string> =>
  new Set(
    [...readFileSync(join(FOLDER, path), 'utf8').matchAll(ENTRY)].map(([, name = '']) => name),
  );

const MADE_IN: Readonly<Record<string, ReadonlySet<string>>> = {
  TypeScript: new Set(Object.keys(MATRIX)),
  Go: namesIn('go/faults.go'),
};

/** How many faults each language has, by its name. */
export const countsOfLanguages: readonly (readonly [string, number])[] = Object.entries(
  MADE_IN,
).map(([language, names]) => [language, names.size]);

/** The languages in which a fault is made. */
export const languagesOf = (fault: string): readonly string[] =>
  Object.keys(MADE_IN).filter((language) => MADE_IN[language]?.has(fault));
