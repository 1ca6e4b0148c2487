import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { entriesOf, PUBLISHED } from './support/entries.ts';

const DECLARATION = '(?:async )?(?:const|function|class|interface|type)';
const own = new RegExp(`^export ${DECLARATION} (\\w+)`, 'gm');
const passedOn = /^export (?:type )?\{([^}]*)\} from '([^']+)'/gm;
const allOf = /^export \* from '([^']+)'/gm;

/** Each name that can be imported from a file, and the file that declares it. */
function namesIn(file: string): (readonly [name: string, file: string])[] {
  const text = readFileSync(file, 'utf8');
  return [
    ...[...text.matchAll(own)].map(([, name = '']) => [name, file] as const),
    ...[...text.matchAll(passedOn)].flatMap(([, names = '', from = '']) =>
      names
        .split(',')
        .map((name) => name.replace(/\btype\b/, '').trim())
        .filter((name) => name !== '')
        .map((name) => [name, declaredIn(name, file, from)] as const),
    ),
    ...[...text.matchAll(allOf)].flatMap(([, from = '']) => namesIn(join(dirname(file), from))),
  ];
}

/** The file that declares a re-exported name, perhaps in another package. */
function declaredIn(name: string, file: string, from: string): string {
  const [, folder = ''] = from.split('/');
  const entry = from.startsWith('.')
    ? join(dirname(file), from)
    : entriesOf(folder).find(([specifier]) => specifier === from)?.[1];
  return (entry && namesIn(entry).find(([one]) => one === name)?.[1]) ?? entry ?? from;
}

describe.each(PUBLISHED.flatMap(entriesOf))('%s', (_, file) => {
  test.each(namesIn(file))('%s says what it is', (name, declaredIn) => {
    const text = readFileSync(declaredIn, 'utf8');
    expect(text).toMatch(new RegExp(`\\*/\\nexport ${DECLARATION} ${name}\\b`));
  });
});
