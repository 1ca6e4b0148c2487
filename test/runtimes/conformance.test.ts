import { spawnSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { locked } from '../../scripts/spec/lock-file.ts';
import { installed } from './support/installed.ts';

/** The vectors are made, and packed as one file beside the command line, so a package could be packed without them. */

const { user } = installed();
const MODULES = join(user, 'node_modules');

/** The names of all vectors: of the lifecycle, or of health. */
const names = (part: RegExp): number =>
  [...locked().keys()].filter((name) => part.test(name)).length;
const LIFECYCLE = names(/^vector (?!health\/)/);
const HEALTH = names(/^vector health\//);

/** A port in the protocol of the specification. With the argument `wrong`, no view says what the member needs. */
const PORT = `
import { createInterface } from 'node:readline';
import { begin, recordView, recover, step } from '@mx-member/machine/step';

const isWrong = process.argv[2] === 'wrong';
const made = ({ do: name, input, record, event }) =>
  name === 'begin' ? begin(input) : name === 'step' ? step(record, event) : recover(record);

function reply(request) {
  try {
    const { record, effects } = made(request);
    const view = recordView(record);
    const shown = isWrong ? { ...view, needs: null } : view;
    return { id: request.id, record, state: record.state, effects, view: shown };
  } catch (error) {
    return { id: request.id, refused: error.message };
  }
}

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(reply(JSON.parse(line))));
`;

/** What the packed command line says about a port. */
function conformance(...args: readonly string[]) {
  const cli = join(user, 'node_modules/mx-member/dist/main.js');
  const options = { cwd: user, encoding: 'utf8' } as const;
  return spawnSync(
    process.execPath,
    [cli, 'conformance', '--', process.execPath, ...args],
    options,
  );
}

beforeAll(() => writeFile(join(user, 'port.mjs'), PORT));

test('the tarball of the command line has every vector, in one file', async () => {
  const packed = await readFile(join(MODULES, 'mx-member/vectors.ndjson.gz'));
  const lines = gunzipSync(packed).toString().trimEnd().split('\n');
  const topics = lines.map((line) => JSON.parse(line).topic);
  expect(LIFECYCLE).toBeGreaterThan(600);
  const others = ['health', 'refusals'];
  expect(topics.filter((topic) => !others.includes(topic))).toHaveLength(LIFECYCLE);
  expect(topics.filter((topic) => topic === 'health')).toHaveLength(HEALTH);
});

test('the tarball of the machine has no vectors, and weighs at most 1.62 MB unpacked', async () => {
  const folder = join(MODULES, '@mx-member/machine');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  expect(files.filter((path) => path.includes('/spec/vectors/'))).toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_620_000);
});

test('the packed command line passes a port that does what the vectors say', () => {
  const { status, stdout } = conformance('port.mjs');
  expect(stdout).toContain(`All ${LIFECYCLE} vectors pass.`);
  expect(status).toBe(0);
});

test('the packed command line fails a port that does something else', () => {
  const { status, stdout } = conformance('port.mjs', 'wrong');
  expect(stdout).toMatch(/FAILED .*view\.needs/s);
  expect(stdout).toContain('  begin => aggregating.');
  expect(status).toBe(1);
});
