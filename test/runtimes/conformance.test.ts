import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { locked } from '../../scripts/spec/lock-file.ts';
import { installed } from './support/installed.ts';

/** The vectors are not in git, so a package could be packed without them. */

const { user } = installed();
const SPEC = join(user, 'node_modules/@mx-member/machine/spec');

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

test('the tarball of the machine has every vector', async () => {
  const files = await readdir(join(SPEC, 'vectors'), { recursive: true });
  const health: readonly unknown[] = JSON.parse(
    await readFile(join(SPEC, 'health/vectors.json'), 'utf8'),
  );
  expect(LIFECYCLE).toBeGreaterThan(600);
  expect(files.filter((name) => name.endsWith('.json'))).toHaveLength(LIFECYCLE);
  expect(health).toHaveLength(HEALTH);
});

test('the packed command line passes a port that does what the vectors say', () => {
  const { status, stdout } = conformance('port.mjs');
  expect(stdout).toContain(`All ${LIFECYCLE} vectors pass.`);
  expect(status).toBe(0);
});

test('the packed command line fails a port that does something else', () => {
  const { status, stdout } = conformance('port.mjs', 'wrong');
  expect(stdout).toMatch(/FAILED .*view\.needs/s);
  expect(status).toBe(1);
});
