import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CATALOGUED, ruleOf } from '../../scripts/spec/faults/catalogue.ts';
import { unexplainedRules } from '../../scripts/spec/faults/page.ts';
import { RULES } from '../../scripts/spec/rules.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a vector of the broken rule notices each fault in the machine', async () => {
  const run = promisify(execFile)(
    process.execPath,
    ['--conditions=@mx-member/source', 'scripts/spec/faults/main.ts'],
    { cwd: ROOT },
  );
  const { stdout, stderr } = await run;
  const [, noticed, all] = /^(\d+) of (\d+) faults are noticed\.\n$/.exec(stdout) ?? [];
  expect(stderr).toBe('');
  expect(Number(all)).toBeGreaterThan(400);
  expect(noticed).toBe(all);
});

test('each rule has a fault', () => {
  const broken = new Set(CATALOGUED.map(({ rule }) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

test('each rule has a fault that only its vectors notice, or a reason to stay', () => {
  expect(unexplainedRules()).toEqual([]);
});

test('the catalogue lists each fault once, with a sentence', () => {
  const names = CATALOGUED.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(CATALOGUED.filter(({ text }) => !/^.+\.$/.test(text))).toEqual([]);
  expect(names.map(ruleOf).filter((rule) => !RULES.some(({ id }) => id === rule))).toEqual([]);
});

test('a sentence of the catalogue says more than the name of the fault', () => {
  const wordsOf = (text: string) =>
    text
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('') ?? '';
  expect(
    CATALOGUED.filter(({ name, text }) => wordsOf(name).endsWith(wordsOf(text))).map(
      ({ name }) => name,
    ),
  ).toEqual([]);
  expect(
    CATALOGUED.filter(({ text }) => text.split(' ').length < 4).map(({ text }) => text),
  ).toEqual([]);
});
