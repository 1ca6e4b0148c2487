import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CATALOGUED, ruleOf } from '../../scripts/spec/faults/catalogue.ts';
import { unexplainedRules } from '../../scripts/spec/faults/page.ts';
import { RULES } from '../../scripts/spec/rules.ts';
import { hasPython, faults as inPython } from './support/python.ts';

const ROOT = join(import.meta.dirname, '../..');

test('each fault, put into the machine, is noticed by a vector of the rule that it breaks', async () => {
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

test('each rule has a fault that its vectors alone notice, or a reason to stay', () => {
  expect(unexplainedRules()).toEqual([]);
});

test.skipIf(!hasPython)('the faults of the Python implementation are of the catalogue', () => {
  const known = new Set(CATALOGUED.map(({ name }) => name));
  expect(inPython.length).toBeGreaterThan(70);
  expect(inPython.filter((name) => !known.has(name))).toEqual([]);
});

test('the catalogue names no fault twice, and describes each in a sentence', () => {
  const names = CATALOGUED.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(CATALOGUED.filter(({ text }) => !/^.+\.$/.test(text))).toEqual([]);
  expect(names.map(ruleOf).filter((rule) => !RULES.some(({ id }) => id === rule))).toEqual([]);
});
