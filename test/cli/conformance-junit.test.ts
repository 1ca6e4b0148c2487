import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { afterAll, expect, test } from 'vitest';
import type { Result } from '../../packages/cli/src/conformance/check.ts';
import { junit } from '../../packages/cli/src/conformance/junit.ts';
import { inProcess } from './support/in-process.ts';

const at = (path: string) =>
  fileURLToPath(new URL(`./support/conformance/${path}`, import.meta.url));
const NONE = { state: '', effects: [] };
const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Throws at a document that is not well-formed. */
const parse = (text: string) =>
  new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');

/** Every element of a document, as its name with what is asked for. */
function elements(text: string, ...attributes: string[]) {
  return Array.from(parse(text).getElementsByTagName('*'), (element) => [
    element.tagName,
    ...attributes.map((name) => element.getAttribute(name)),
  ]);
}

test('--junit writes a suite for each topic and a case for each vector', async () => {
  const file = join(directory, 'results.xml');
  const command = `-- ${process.execPath} ${at('counter.ts')} miscount`;
  const line = `conformance --vectors ${at('vectors')} --junit ${file} ${command}`;
  const { code, out } = await inProcess(line);
  expect(elements(readFileSync(file, 'utf8'), 'name', 'tests', 'failures')).toEqual([
    ['testsuites', 'mx-member conformance', '4', '1'],
    ['testsuite', 'counting', '2', '1'],
    ['testcase', 'counting-after-a-crash', null, null],
    ['testcase', 'counting-twice', null, null],
    ['failure', null, null, null],
    ['testsuite', 'limits', '2', '0'],
    ['testcase', 'limits-answers', null, null],
    ['testcase', 'limits-unknown-event', null, null],
  ]);
  expect(out).toContain('1 of 4 vectors fails.');
  expect(code).toBe(1);
});

test('whatever an implementation answers, the file is well-formed and says it', () => {
  const got = '<a b="&amp;">\u0000\u001b\ud800]]>\r\n\ufffe';
  const result: Result = {
    topic: 'a & "b"',
    vector: { id: '<x>', description: 'a\nb', rules: [], input: {}, begin: NONE, steps: [] },
    failure: { step: 0, event: 'begin', differences: [], broken: got },
    took: 1.5,
  };
  const text = junit([result], { passed: 0, failed: 1, notRun: 0, took: 1500 });
  expect(elements(text, 'name', 'message', 'time')).toEqual([
    ['testsuites', 'mx-member conformance', null, '1.500'],
    ['testsuite', 'a & "b"', null, '0.002'],
    ['testcase', '<x>', null, '0.002'],
    ['failure', null, 'a\nb', null],
  ]);
  expect(parse(text).documentElement?.textContent?.trim()).toBe(
    'step 0: "begin"\n<a b="&amp;">\ufffd\ufffd\ufffd]]>\r\n\ufffd',
  );
});
