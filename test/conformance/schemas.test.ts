import type { Effect } from '@mx-member/machine';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { jsonOf, VECTORS } from '../support/vectors.ts';

/** ajv checks all documents that the vectors give and expect. */

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
