import { expect, test, vi } from 'vitest';
import { at, COUNTER } from '../support/counter.ts';
import { inProcess } from '../support/in-process.ts';

/** The file that ends in the middle, as after an interrupted checkout. */
const damaged = vi.hoisted(() => ({ name: '' }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const readFileSync = (path: string, encoding: BufferEncoding) => {
    const text = fs.readFileSync(path, encoding);
    return damaged.name !== '' && String(path).endsWith(damaged.name) ? text.slice(0, 90) : text;
  };
  return { ...fs, readFileSync };
});

test.each([
  ['vectors.json', '--health'],
  ['refusals.ndjson', '--refusals'],
  ['twice.json', `--vectors ${at('vectors')}`],
])('a damaged %s is named', async (name, options) => {
  damaged.name = name;
  const { code, err } = await inProcess(`conformance ${options} ${COUNTER}`);
  expect(err).toMatch(new RegExp(`${name} is not JSON\\.`));
  expect(err).not.toContain('unexpected');
  expect(code).toBe(2);
});
