import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const PACKAGE = join(import.meta.dirname, '../../packages/adapters');
const { exports }: { exports: Record<string, Record<string, string>> } = JSON.parse(
  readFileSync(join(PACKAGE, 'package.json'), 'utf8'),
);
const ENTRIES = Object.entries(exports).map(
  ([path, conditions]) => [path, join(PACKAGE, conditions['@mx-member/source'] ?? '')] as const,
);

const DECLARATION = '(?:async )?(?:const|function|class|interface|type)';
const own = new RegExp(`^export ${DECLARATION} (\\w+)`, 'gm');
const passedOn = /^export (?:type )?\{([^}]*)\} from '([^']+)'/gm;

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
        .map((name) => [name, join(dirname(file), from)] as const),
    ),
  ];
}

describe.each(ENTRIES)('%s', (_, file) => {
  test.each(namesIn(file))('%s says what it is', (name, declaredIn) => {
    const text = readFileSync(declaredIn, 'utf8');
    expect(text).toMatch(new RegExp(`\\*/\\nexport ${DECLARATION} ${name}\\b`));
  });
});
