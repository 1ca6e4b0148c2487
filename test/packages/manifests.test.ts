import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillManifest, fillReadme } from '../../scripts/manifests/fill.ts';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { packageFiles } from '../../scripts/manifests/packages.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = packageFiles();
const manifests = files
  .filter(({ path }) => path.endsWith('package.json'))
  .map(({ path, found }) => [path, JSON.parse(found)] as const);
const readmes = files.filter(({ path }) => path.endsWith('README.md'));

test('a new address replaces the old one in a manifest and its README', () => {
  const manifest = { name: 'a', homepage: 'https://old.example/x/tree/main/packages/a#readme' };
  expect(fillManifest('a', manifest)).toMatchObject({
    homepage: `${ADDRESS}/tree/main/packages/a#readme`,
    repository: { url: `git+${ADDRESS}.git`, directory: 'packages/a' },
    bugs: { url: `${ADDRESS}/issues` },
  });
  const readme = '[a](https://old.example/x/blob/main/a.md) [b](https://b.example/blob/main/b.md)';
  expect(fillReadme(readme, manifest)).toBe(
    `[a](${ADDRESS}/blob/main/a.md) [b](https://b.example/blob/main/b.md)`,
  );
});

test.each(manifests)('%s has a description and keywords that people search for', (_, manifest) => {
  expect(manifest).toMatchObject({
    description: expect.stringMatching(/^[A-Z].{40,}\.$/),
    keywords: expect.arrayContaining(['mx', 'mx-platform', 'mfa', 'bank']),
    license: 'MIT',
    engines: { node: expect.stringMatching(/^>=22/) },
    files: expect.arrayContaining(['dist', 'src']),
  });
});

describe.each(readmes)('$path', ({ path, found }) => {
  const name = found.split('\n')[0]?.replace('# ', '') ?? '';
  const blocks = [...found.matchAll(/```(\w+)\n(.*?)```/gs)];
  const links = [...found.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);

  test('names the package and how to install it', () => {
    expect(path.replace('README.md', 'package.json')).toBe(
      manifests.find(([, manifest]) => manifest.name === name)?.[0],
    );
    const commands = blocks.filter(([, language]) => language === 'sh').map(([, , code]) => code);
    expect(commands.join('\n')).toMatch(new RegExp(`npm install .*${name}\\b`));
  });

  test('begins with at most two packages of ours', () => {
    const [, first = ''] = /^npm install (.*)$/m.exec(found) ?? [];
    expect(first.split(' ').filter((word) => word.includes('mx-member')).length).toBeLessThan(3);
  });

  test('shows its use in about ten lines', () => {
    const [, , use = ''] = blocks.find(([, language]) => language === 'ts') ?? blocks[0] ?? [];
    const lines = use.split('\n').filter((line) => line.trim() !== '').length;
    expect(lines).toBeGreaterThanOrEqual(5);
    expect(lines).toBeLessThanOrEqual(13);
  });

  test('links only to what a reader on npm can reach', () => {
    expect(links.filter((link) => link.startsWith(ADDRESS))).not.toEqual([]);
    expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
  });
});

test('every package has its place among the directions of imports', () => {
  const { overrides }: { overrides: readonly { includes: readonly string[] }[] } = JSON.parse(
    readFileSync(join(ROOT, 'biome.json'), 'utf8'),
  );
  const placed = overrides.flatMap(({ includes }) => includes).join(' ');
  for (const [path] of manifests) expect(placed).toMatch(new RegExp(`\\b${path.split('/')[1]}\\b`));
});

test.each(['README.md', 'site/home.md'])('%s begins with the address to clone', (path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  expect(text.slice(0, text.indexOf('npx --yes pnpm@12 demo'))).toContain(
    `git clone ${ADDRESS}.git`,
  );
});

test('package.json has each command that the list shows, and no other', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const list = spawnSync(process.execPath, [join(ROOT, 'scripts/run.mjs')], { encoding: 'utf8' });
  const names = [...(list.stdout + list.stderr).matchAll(/^ {2}(\S+) {2,}\S/gm)].map(
    ([, name]) => name,
  );
  expect(scripts).toEqual(
    Object.fromEntries(names.map((name) => [name, `node scripts/run.mjs ${name}`])),
  );
});
