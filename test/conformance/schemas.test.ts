import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Effect } from '@mx-member/machine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { jsonOf, VECTORS } from '../support/vectors.ts';

/** Two independent libraries must agree about all documents that the vectors give and expect. */

const NAMES = ['input', 'event', 'record', 'effect'] as const;
type Name = (typeof NAMES)[number];

const schemas = Object.fromEntries(NAMES.map((name) => [name, jsonOf(`${name}.schema.json`)]));

/** A document, and whether a vector says that it is refused. */
interface Document {
  readonly name: Name;
  readonly value: unknown;
  readonly isRefused: boolean;
}

/** Adds the sentences that vectors leave out of effects. */
const withSentences = (effect: Effect): Effect =>
  effect.type === 'answer.refused'
    ? { ...effect, problems: effect.problems.map((one) => ({ ...one, message: 'A sentence.' })) }
    : effect;

function documents(): readonly Document[] {
  const found = new Map<string, Document>();
  const add = (name: Name, value: unknown, isRefused = false) =>
    found.set(`${name} ${JSON.stringify(value)}`, { name, value, isRefused });
  for (const { input, begin, steps } of VECTORS.values()) {
    add('input', input, 'refused' in begin);
    for (const one of [begin, ...steps]) {
      const isRefused = 'refused' in one;
      if ('record' in one) add('record', one.record, isRefused);
      if ('event' in one && !(isRefused && 'record' in one)) add('event', one.event, isRefused);
      if ('effects' in one) for (const effect of one.effects) add('effect', withSentences(effect));
    }
  }
  return [...found.values()];
}

const DOCUMENTS = documents();

function byAjv(): readonly boolean[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  const checks = Object.fromEntries(NAMES.map((name) => [name, ajv.compile(schemas[name])]));
  return DOCUMENTS.map(({ name, value }) => checks[name]?.(value) === true);
}

const MISSING =
  'jsonschema for python3 is not installed (Debian: python3-jsonschema), so this check is skipped.';
const hasJsonschema = spawnSync('python3', ['-c', 'import jsonschema']).status === 0;
if (!hasJsonschema && process.env.CI) throw new Error(MISSING);
if (!hasJsonschema) console.warn(`Skipped: ${MISSING}`);

test('ajv accepts every valid input, event, record and effect of the vectors', () => {
  const fits = byAjv();
  expect(DOCUMENTS.length).toBeGreaterThan(2_000);
  expect(DOCUMENTS.filter(({ isRefused }, index) => !isRefused && !fits[index])).toEqual([]);
});

test('ajv refuses every event that an implementation must refuse', () => {
  const fits = byAjv();
  const taken = DOCUMENTS.filter(
    ({ name, isRefused }, index) => name === 'event' && isRefused && fits[index],
  );
  expect(taken).toEqual([]);
});

test.skipIf(!hasJsonschema)("Python's jsonschema agrees with ajv", () => {
  const { stdout, stderr } = spawnSync(
    'python3',
    ['-B', join(import.meta.dirname, 'support/schemas.py')],
    {
      input: JSON.stringify({
        schemas,
        documents: DOCUMENTS.map(({ name, value }) => [name, value]),
      }),
      encoding: 'utf8',
      maxBuffer: 10 ** 8,
    },
  );
  expect(stderr).toBe('');
  const { wrong, fits } = JSON.parse(stdout);
  expect(wrong).toEqual([]);
  const ajv = byAjv();
  const differ = DOCUMENTS.filter((_, index) => fits[index] !== ajv[index]);
  expect(differ.map(({ name, value }) => [name, value])).toEqual([]);
});
