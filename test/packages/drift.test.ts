import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { drift, writeSnapshots } from '../../tools/drift/drift.ts';
import { fromSnapshot, type Snapshot } from '../../tools/drift/snapshot.ts';
import { usedOperations } from '../../tools/drift/uses.ts';

/** Two small versions of an invented API, and changes of them. */

const FILE = `openapi: 3.0.0
info: { title: Made up, version: '1' }
paths:
  /users/{user_guid}/members/{member_guid}/status:
    parameters:
      - { name: user_guid, in: path, required: true, schema: { type: string } }
    get:
      description: A sentence that nobody keeps.
      parameters:
        - $ref: '#/components/parameters/page'
      responses:
        '200':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Body' }
  /users/{user_guid}/members:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [member]
              properties:
                member: { $ref: '#/components/schemas/Member' }
      responses:
        '202':
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Body' }
  /merchants:
    get:
      responses:
        '204': { description: Nothing. }
components:
  parameters:
    page: { name: page, in: query, schema: { type: integer } }
  schemas:
    Body:
      type: object
      properties:
        member: { $ref: '#/components/schemas/Member' }
    Member:
      allOf:
        - type: object
          properties:
            guid: { type: string }
            self: { $ref: '#/components/schemas/Member' }
        - type: object
          properties:
            connection_status: { type: string, nullable: true, enum: [CONNECTED, DENIED, null] }
            challenges:
              type: array
              items: { type: object, properties: { label: { type: string } } }
`;

const operations = new Set(['GET /users/{}/members/{}/status', 'POST /users/{}/members']);
let root: string;
const at = (name: string) => ({
  folder: join(root, name),
  snapshots: join(root, 'snapshots'),
  operations,
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'drift-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'snapshots'));
  mkdirSync(join(root, 'mx/openapi'), { recursive: true });
  for (const version of ['v20111101', 'v20250224'])
    writeFileSync(join(root, `mx/openapi/${version}.yml`), FILE);
  expect(writeSnapshots(at('mx')).exitCode).toBe(0);
});

/** Edits one of the files and compares. */
function after(from: string | RegExp, to: string) {
  const file = join(root, 'mx/openapi/v20250224.yml');
  const edited = FILE.replace(from, to);
  expect(edited).not.toBe(FILE);
  writeFileSync(file, edited);
  return drift(at('mx'));
}

test('unchanged files have no drift, and sentences do not count', () => {
  expect(drift(at('mx'))).toEqual({
    exitCode: 0,
    text: 'v20111101: nothing has changed.\nv20250224: nothing has changed.',
  });
  expect(after('A sentence that nobody keeps.', 'Another.').exitCode).toBe(0);
});

test('a snapshot keeps facts about used operations, only the names of others, and no sentences', () => {
  const text = readFileSync(join(root, 'snapshots/v20111101.json'), 'utf8');
  expect(text).not.toMatch(/sentence|Nothing\./);
  const facts = fromSnapshot(JSON.parse(text) as Snapshot);
  expect(Object.fromEntries(facts)).toMatchObject({
    'GET /merchants': 'operation',
    'GET /users/{}/members/{}/status': 'operation',
    'GET /users/{}/members/{}/status · query page': 'integer',
    'GET /users/{}/members/{}/status · 200 · member.connection_status': 'string?',
    'GET /users/{}/members/{}/status · 200 · member.connection_status · = DENIED': 'value',
    'POST /users/{}/members · request · member': 'object, required',
  });
  expect([...facts.keys()].filter((key) => key.startsWith('GET /merchants'))).toHaveLength(1);
});

test.each([
  ['a field', / {12}guid: \{ type: string \}\n/, '', /REMOVED.*\n +200 · member\.guid: string/],
  ['an enum value', 'CONNECTED, DENIED', 'CONNECTED', /REMOVED.*\n.*connection_status · = DENIED/],
  ['a response', "'202'", "'201'", /REMOVED.*\n +202: object +\(POST/],
  [
    'an address',
    '/members/{member_guid}/status',
    '/state',
    /REMOVED.*\n +GET \/users\/\{\}\/members\/\{\}\/status/,
  ],
  ['a parameter', 'in: query', 'in: header', /REMOVED.*\n +query page: integer/],
])('it is an error to remove %s', (_, from, to, expected) => {
  const { exitCode, text } = after(from, to);
  expect(text).toMatch(expected);
  expect(exitCode).toBe(1);
});

test.each([
  ['a type', 'guid: { type: string }', 'guid: { type: integer }', /guid: string → integer/],
  [
    'a null that was not there',
    'label: { type: string',
    'label: { nullable: true, type: string',
    /label: string → string\?/,
  ],
  [
    'a parameter that is required',
    'in: query,',
    'in: query, required: true,',
    /query page: integer → integer, required/,
  ],
])('%s is an error', (_, from, to, expected) => {
  const { exitCode, text } = after(from, to);
  expect(text).toMatch(expected);
  expect(exitCode).toBe(1);
});

test.each([
  [
    'a status',
    'DENIED, null',
    'DENIED, NEW_ONE, null',
    /added:\n +200 · .*connection_status · = NEW_ONE/,
  ],
  [
    'a field',
    'guid: { type: string }',
    'guid: { type: string }\n            id: { type: string }',
    /added:\n +200 · member\.id: string/,
  ],
  [
    'an address',
    '  /merchants:',
    '  /banks:\n    get: {}\n  /merchants:',
    /added:\n +GET \/banks$/m,
  ],
  [
    'a webhook',
    'components:',
    'webhooks:\n  job: { post: {} }\ncomponents:',
    /added:\n +POST webhook job/,
  ],
  [
    'the end of what is not used',
    '/merchants',
    '/shops',
    /removed, and we do not use it:\n +GET \/merchants/,
  ],
])('reports without an error: %s', (_, from, to, expected) => {
  const { exitCode, text } = after(from, to);
  expect(text).toMatch(expected);
  expect(exitCode).toBe(0);
});

test('a new required field of a request is an error', () => {
  const { exitCode, text } = after(
    '[member]\n              properties:',
    '[member, reason]\n              properties:\n                reason: { type: string }',
  );
  expect(text).toMatch(/ADDED, and requests need it:\n +request · reason: string, required/);
  expect(exitCode).toBe(1);
});

test('fields inside a removed field are reported once', () => {
  const { text } = after(/ {12}challenges:\n(.*\n){2}/, '');
  expect(text.match(/challenges/g)).toEqual(['challenges', 'challenges', 'challenges']);
  expect(text).not.toMatch(/label/);
});

test('finds files in the folder itself, and reports a version that the client does not support', () => {
  cpSync(join(root, 'mx/openapi'), join(root, 'flat'), { recursive: true });
  writeFileSync(join(root, 'flat/rc20260430.yml'), FILE);
  expect(drift(at('flat'))).toMatchObject({
    exitCode: 0,
    text: expect.stringMatching(/\nrc20260430: a version that the client does not support\.$/),
  });
});

test.each([
  ['nowhere', (): void => undefined, /nowhere has no files of MX's API\. Name a folder/],
  ['mx', () => rmSync(join(root, 'mx/openapi/v20111101.yml')), /openapi has no v20111101\.yml/],
  ['mx', () => writeFileSync(join(root, 'mx/openapi/v20111101.yml'), '{ a: ['), /cannot be read/],
  ['mx', () => writeFileSync(join(root, 'mx/openapi/v20111101.yml'), 'a: 1'), /no operations/],
] as const)('a wrong folder: %s', (name, spoil, expected) => {
  spoil();
  for (const program of [drift, writeSnapshots])
    expect(program(at(name))).toEqual({ exitCode: 2, text: expect.stringMatching(expected) });
});

test('all operations of the simulator are compared, and are in the snapshots', () => {
  const used: ReadonlySet<string> = usedOperations();
  expect(used).toContain('PUT /users/{}/members/{}/resume');
  for (const version of ['v20111101', 'v20250224']) {
    const file = new URL(`../../tools/drift/snapshots/${version}.json`, import.meta.url);
    const { operations: known } = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
    const missing = [...used].filter((operation) => known[operation] === undefined);
    // v20111101 does not read transactions by account and member. v20250224 does not have the deprecated widget address.
    const isOfOther = /\/members\/{}\/accounts\/{}\/trans|connect_widget_url/;
    expect(missing.filter((one) => !isOfOther.test(one))).toEqual([]);
  }
});
