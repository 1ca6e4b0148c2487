import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  readHealth,
  readRefusals,
  readTopics,
} from '../../../packages/cli/src/conformance/vectors.ts';

test.each([
  ['vectors.json', readHealth],
  ['refusals.ndjson', readRefusals],
  ['counting/twice.json', readTopics],
] as const)('a damaged %s is named', (name, read) => {
  const folder = mkdtempSync(join(tmpdir(), 'mx-member-vectors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'counting'));
  // It ends in the middle, as after an interrupted checkout.
  writeFileSync(join(folder, name), '[{"id":"twi');
  expect(() => read(folder)).toThrow(
    expect.objectContaining({ name: 'CliError', message: `${join(folder, name)} is not JSON.` }),
  );
});
