import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../../packages/cli/src/conformance/check.ts';
import { junit } from '../../../packages/cli/src/conformance/junit.ts';
import { COUNTER, VECTORS } from '../support/counter.ts';
import { inProcess } from '../support/in-process.ts';
import { start } from '../support/process.ts';

const NONE = { state: '', effects: [] };
const directory = mkdtempSync(join(tmpdir(), 'conformance-'));
const FILE = join(directory, 'results.xml');
afterAll(() => rmSync(directory, { recursive: true }));

/** Parses a document. Throws if it is not well-formed. */
const parse = (text: string) =>
  new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');

/** Every element of a document: its name and the given attributes. */
function elements(text: string, ...attributes: string[]) {
  return Array.from(parse(text).getElementsByTagName('*'), (element) => [
    element.tagName,
    ...attributes.map((name) => element.getAttribute(name)),
  ]);
}

test('--junit writes a suite for each topic and a case for each vector', async () => {
  const { code, out } = await inProcess(
    `conformance ${VECTORS} --junit ${FILE} ${COUNTER} miscount`,
  );
  expect(elements(readFileSync(FILE, 'utf8'), 'name', 'tests', 'failures')).toEqual([
    ['testsuites', 'mx-member conformance', '4', '1'],
    ['testsuite', 'counting', '2', '1'],
    ['testcase', 'counting-twice', null, null],
    ['failure', null, null, null],
    ['testcase', 'counting-after-a-crash', null, null],
    ['testsuite', 'limits', '2', '0'],
    ['testcase', 'limits-answers', null, null],
    ['testcase', 'limits-unknown-event', null, null],
  ]);
  expect(out).toContain('1 of 4 vectors fails.');
  expect(code).toBe(1);
});

const ERROR = (message: unknown) => [
  ['testsuite', 'mx-member conformance', '1', '1', null],
  ['testcase', 'runs to its end', null, null, null],
  ['error', null, null, null, message],
];

test.each([
  ['does not speak the protocol', `${VECTORS} -- true`, /^The command does not speak .+ code 0/],
  ['cannot be started', `${VECTORS} -- ./no-such-command`, /cannot be started \(ENOENT\)/],
  ['has no vectors', '--vectors /no/such/directory', /cannot be read \(ENOENT\)/],
])('a run that %s replaces the file of the last run by one that says so', async (_, line, told) => {
  writeFileSync(FILE, '<testsuites/>');
  const { code } = await inProcess(`conformance --junit ${FILE} ${line}`);
  expect(elements(readFileSync(FILE, 'utf8'), 'name', 'tests', 'errors', 'message')).toEqual([
    ['testsuites', 'mx-member conformance', '1', '1', null],
    ...ERROR(expect.stringMatching(told)),
  ]);
  expect(code).toBe(2);
});

test('an interrupted run leaves a file with its results and the interruption', async () => {
  const { child, lineWith, ended } = start(
    `conformance --json --junit ${FILE} ${VECTORS} --timeout 60000 ${COUNTER} doze`,
  );
  await lineWith('counting-after-a-crash');
  const attributes = ['name', 'tests', 'errors', 'message'] as const;
  expect(elements(readFileSync(FILE, 'utf8'), ...attributes).slice(1)).toEqual(
    ERROR('The run did not finish.'),
  );
  child.kill('SIGTERM');
  const { code, lines } = await ended();
  expect(elements(readFileSync(FILE, 'utf8'), ...attributes)).toEqual([
    ['testsuites', 'mx-member conformance', '4', '1', null],
    ['testsuite', 'counting', '2', null, null],
    ['testcase', 'counting-twice', null, null, null],
    ['testcase', 'counting-after-a-crash', null, null, null],
    ['testsuite', 'limits', '1', null, null],
    ['testcase', 'limits-answers', null, null, null],
    ...ERROR('The run was interrupted.'),
  ]);
  expect(lines.at(-1)).toMatchObject({ error: 'interrupted', exitCode: 143 });
  expect(code).toBe(143);
});

test('a pipe gets one document', async () => {
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { child, ended } = start(`conformance --junit ${pipe} ${VECTORS} ${COUNTER}`);
  onTestFinished(() => void child.kill('SIGKILL'));
  expect(elements(await readFile(pipe, 'utf8'), 'tests', 'errors')[0]).toEqual([
    'testsuites',
    '4',
    '0',
  ]);
  expect((await ended()).code).toBe(0);
});

test('the file is well-formed for any answer of an implementation', () => {
  const got = '<a b="&amp;">\u0000\u001b\ud800]]>\r\n\ufffe';
  const result: Result = {
    topic: 'a & "b"',
    vector: { id: '<x>', description: 'a\nb', rules: [], input: {}, begin: NONE, steps: [] },
    failure: { step: 0, event: 'begin', differences: [], broken: got },
    took: 1.5,
  };
  const text = junit([result], 1500, null);
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
