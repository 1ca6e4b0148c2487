import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { RULES as WORDS } from '../../packages/machine/src/index.ts';
import { RULES } from '../../scripts/spec/rules.ts';
import { pathOf } from '../../scripts/spec/vector.ts';
import { SOURCE_TAGS } from '../support/sources.ts';
import { checkedIn, jsonOf, textOf, VECTORS } from '../support/vectors.ts';

const vectors = [...VECTORS.values()];
const ways = (text: string): readonly string[] => text.match(/\S+ --> \S+(?=:|\n|$)/gm) ?? [];
const fromRoot = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

describe('the vectors', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  for (const name of ['input', 'event']) ajv.addSchema(jsonOf(`${name}.schema.json`));
  const isVector = ajv.compile(jsonOf('vector.schema.json'));

  test('match their schema', () => {
    const misfits = vectors.flatMap((vector) => {
      const { id } = vector;
      return isVector(vector) ? [] : [`${id}: ${ajv.errorsText(isVector.errors)}`];
    });
    // One change can concern all vectors.
    expect({ count: misfits.length, first: misfits.slice(0, 3) }).toEqual({ count: 0, first: [] });
  });

  test('do not match it with an unknown field', () => {
    const [vector] = vectors;
    expect(isVector({ ...vector, comment: '' })).toBe(false);
    expect(isVector({ ...vector, begin: { ...vector?.begin, comment: '' } })).toBe(false);
  });

  test('have unique ids, which are their paths', () => {
    expect(vectors.map(({ id }) => pathOf(id))).toEqual([...VECTORS.keys()]);
  });

  test('test every rule, and each tests one', () => {
    const tested = new Set(vectors.flatMap(({ rules }) => rules));
    expect([...tested].sort()).toEqual(RULES.map(({ id }) => id).sort());
    expect(vectors.filter(({ rules }) => rules.length === 0)).toEqual([]);
  });

  test('cite explained sources, as the rules do', () => {
    const cited = [...vectors, ...RULES].flatMap(({ sources = [] }) => sources);
    expect(cited.filter((tag) => !SOURCE_TAGS.has(tag))).toEqual([]);
  });
});

test('the index names every rule of a view', () => {
  const names = new Set(
    RULES.flatMap(({ title }) => (title.split(': ')[0] ?? '').match(/\w+/g) ?? []),
  );
  expect(Object.keys(WORDS).filter((name) => !names.has(name))).toEqual([]);
});

test('the catalogue of faults names each once, with vectors of the rule that it breaks', () => {
  const rulesOf = new Map(vectors.map(({ id, rules }) => [id, rules]));
  const rows = textOf('faults.md').matchAll(
    /^\| `(?<name>(?<rule>[A-Z]\d+)-[a-z\d-]+)` +\| (?<text>.+?\.) +\| (?<by>`.+`) +\|$/gm,
  );
  const faults = [...rows].map(({ groups }) => groups ?? {});
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(faults.map(({ rule }) => rule))).toEqual(new Set(RULES.map(({ id }) => id)));
  expect(names.length).toBe(textOf('faults.md').match(/^\| `/gm)?.length);
  for (const { name, rule = '', by = '' } of faults)
    for (const [, vector = ''] of by.matchAll(/`(.+?)`/g))
      expect({ name, vector, rules: rulesOf.get(vector) }).toMatchObject({
        rules: expect.arrayContaining([rule]),
      });
});

test('vectors and README do not name a library or its terms', () => {
  const texts = [...checkedIn].filter(
    ([path]) => path.startsWith('vectors/') || path === 'README.md',
  );
  const found = texts.filter(([, text]) => /xstate|actor|invoke|spawn/i.test(text));
  expect(found.map(([path]) => path)).toEqual([]);
});

/** The words that a person reads: with at least one letter or digit. */
const wordsIn = (text: string): number =>
  text.split(/\s+/).filter((word) => /[a-z0-9]/i.test(word)).length;

test('the lifecycle in a table, the duties of a host and the algorithm can be read in half an hour', () => {
  const [normative = ''] = textOf('README.md').split('\n## The rules\n');
  expect(wordsIn(normative)).toBeLessThanOrEqual(7_680);
  expect(wordsIn(textOf('README.md'))).toBeLessThanOrEqual(9_100);
});

test('the diagram of the project shows only transitions of the machine', () => {
  const [, diagram = ''] = /```mermaid\n(stateDiagram.*?)```/s.exec(fromRoot('README.md')) ?? [];
  const drawn = ways(diagram);
  expect(drawn.length).toBeGreaterThan(0);
  expect(drawn.filter((way) => !ways(textOf('lifecycle.mmd')).includes(way))).toEqual([]);
});
