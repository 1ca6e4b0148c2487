import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { changesOf, ignored } from '../../scripts/generate/generate.ts';
import { PARTS } from '../../scripts/generate/parts.ts';
import { ROOT } from './support/files.ts';

const made = await Promise.all(
  Object.entries(PARTS).map(async ([name, part]) => [name, part, await part.make()] as const),
);

test.each(made)('the files of %s are as `pnpm generate` makes them', (_, part, files) => {
  expect(files.size).toBeGreaterThan(0);
  expect([...changesOf(part, files).keys()]).toEqual([]);
});

test('each made file either is in git or is ignored', () => {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
  const inGit = new Set(listed.split('\0'));
  const paths = made.flatMap(([, , files]) => [...files.keys()]);
  const notInGit = ignored(paths);
  expect(paths.filter((path) => inGit.has(path) === notInGit.has(path))).toEqual([]);
});
