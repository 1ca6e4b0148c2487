import { describe, expect, test } from 'vitest';
import { type Decision, undecided } from '../../scripts/manifests/owner.ts';
import changelog from '../../scripts/release/changelog.ts';
import {
  contentProblems,
  hashProblems,
  licenceProblems,
  withHashes,
} from '../../scripts/release/checks.ts';
import {
  manifestOf,
  publishedFolders,
  stabilityOf,
  waitingChangesets,
} from '../../scripts/release/packages.ts';
import { textOf } from './support/files.ts';

const packed = (...paths: string[]) => ({
  name: 'a',
  version: '0.1.0',
  filename: 'a.tgz',
  size: 1_000,
  files: ['package.json', 'README.md', 'LICENSE', ...paths].map((path) => ({ path })),
});

describe('what is in a package', () => {
  test('is what its manifest names, and what npm adds', () => {
    expect(contentProblems(packed('dist/index.js'), { files: ['dist'] })).toEqual([]);
  });

  test.each([
    ['dist/a.test.ts'],
    ['dist/node_modules/b/index.js'],
    ['dist/.env'],
    ['dist/members.db'],
    ['elsewhere/index.js'],
  ])('is never %s', (path) => {
    expect(contentProblems(packed('dist/index.js', path), { files: ['dist'] })).toEqual([
      `a has ${path}, which does not belong into a package.`,
    ]);
  });

  test('has everything that the manifest names, and weighs less than a megabyte', () => {
    const heavy = { ...packed(), size: 1_000_000, files: [{ path: 'package.json' }] };
    expect(contentProblems(heavy, { files: ['dist'] })).toEqual([
      'a has no README.md.',
      'a has no LICENSE.',
      'a has nothing in dist, which its manifest names.',
      'a weighs 1000000 bytes; at most 900000 are allowed.',
    ]);
  });
});

test('a dependency with an unknown or a copyleft licence is named', () => {
  const component = (name: string, id?: string) => ({
    name,
    version: '1.0.0',
    licenses: id === undefined ? [] : [{ license: { id } }],
  });
  const components = [component('b', 'MIT'), component('c', 'GPL-3.0-only'), component('d')];
  expect(licenceProblems('a', { components })).toEqual([
    'a depends on c 1.0.0, whose licence is GPL-3.0-only.',
    'a depends on d 1.0.0, whose licence is not known.',
  ]);
});

test('a bill of materials has the hash of each package', () => {
  const sbom = {
    metadata: { component: { group: '@o', name: 'a', version: '1.0.0' } },
    components: [
      { group: '@o', name: 'b', version: '1.0.0' },
      {
        name: 'c',
        version: '1.0.0',
        externalReferences: [{ hashes: [{ alg: 'SHA-512', content: '0' }] }],
      },
    ],
  };
  const missing = (name: string) => `The bill of materials of @o/a has no hash of ${name}.`;
  expect(hashProblems(sbom)).toEqual([missing('@o/a'), missing('@o/b')]);
  const hashes = new Map([
    ['@o/a@1.0.0', '1'],
    ['@o/b@1.0.0', '2'],
  ]);
  expect(hashProblems(withHashes(sbom, hashes))).toEqual([]);
});

test('the workflows run actions by commit, and a release runs the locked package manager without a token', () => {
  const workflows = ['ci', 'release'].map((name) => textOf(`.github/workflows/${name}.yml`));
  const uses = workflows.flatMap((text) => [...text.matchAll(/uses: (\S+)/g)].map(([, at]) => at));
  expect(uses.length).toBeGreaterThan(4);
  for (const at of uses) expect(at).toMatch(/@[0-9a-f]{40}$/);
  const [, release = ''] = workflows;
  expect(release).not.toMatch(/npx|secrets\./);
  const { packages } = JSON.parse(textOf('.github/pnpm/package-lock.json'));
  const { version, integrity } = packages['node_modules/@pnpm/exe.linux-x64'];
  expect(JSON.parse(textOf('package.json')).packageManager).toContain(`pnpm@${version}+`);
  expect(integrity).toMatch(/^sha512-/);
});

test('a missing decision of the owner is reported with what to do', () => {
  const decision: Decision = { value: 'x', isDecided: false, about: 'the address' };
  expect(undecided({ repository: decision, support: { ...decision, isDecided: true } })).toEqual([
    'repository is not decided yet: "x" is a placeholder. It is the address. Set it in scripts/manifests/owner.ts, then run pnpm generate.',
  ]);
});

test('nobody publishes a package by hand while a decision is missing', () => {
  for (const folder of publishedFolders())
    expect(manifestOf(folder)).toMatchObject({
      scripts: { prepublishOnly: 'node ../../scripts/release/refuse.ts' },
    });
});

test.each(publishedFolders())('%s says how stable it is, on npm and in its README', (folder) => {
  const { name } = manifestOf(folder);
  const stability = stabilityOf(name);
  expect(manifestOf(folder)).toMatchObject({
    description: expect.stringMatching(new RegExp(` ${stability}\\.$`, 'i')),
  });
  const readme = textOf(`packages/${folder}/README.md`);
  expect(readme).toContain(`**${stability}**`);
  const page = textOf('docs/upgrades.md');
  expect(page).toMatch(new RegExp(`\\| \`${name}\` +\\| ${stability}`));
});

test('a changeset names packages of this repository', () => {
  const ours = publishedFolders().map((folder) => manifestOf(folder).name);
  const namedIn = (name: string) =>
    [...textOf(`.changeset/${name}`).matchAll(/^['"]?([@a-z/-]+)['"]?: (?:pat|min|maj)/gm)].map(
      ([, named]) => named,
    );
  expect(waitingChangesets().filter((name) => namedIn(name).length === 0)).toEqual([]);
  expect(ours).toEqual(expect.arrayContaining(waitingChangesets().flatMap(namedIn)));
});

test('a changelog has the words of a changeset as one item, and one line for what the package depends on', async () => {
  expect(await changelog.getReleaseLine({ summary: 'One.\n\nTwo  \nthree.\n' })).toBe(
    '- One.\n\n  Two\n  three.',
  );
  const dependencies = [{ name: 'a', newVersion: '0.2.0' }];
  expect(await changelog.getDependencyReleaseLine([], dependencies)).toBe(
    '- Depends on `a` 0.2.0.',
  );
  expect(await changelog.getDependencyReleaseLine([], [])).toBe('');
});
