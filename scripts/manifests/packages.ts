import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillBeliefs } from './beliefs.ts';
import { fillLinks, fillManifest, fillPage, fillReadme, type Manifest } from './fill.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'packages');

/** The version of a package in its source, as in its package.json, where `changeset version` has raised it. */
const fillVersion = (folder: string) => (text: string) => {
  const manifest: Manifest = JSON.parse(readFileSync(join(FOLDER, folder, 'package.json'), 'utf8'));
  return text.replace(/(?<=VERSION = ')[^']+/, String(manifest.version));
};

/** Files besides the manifests that contain a decision of the owner, or a version. */
const OTHERS: readonly (readonly [path: string, fill: (text: string) => string])[] = [
  ['SECURITY.md', fillPage],
  ['CODE_OF_CONDUCT.md', fillPage],
  ['packages/http/src/problems.ts', fillLinks],
  ['packages/adapters/src/version.ts', fillVersion('adapters')],
  ['.github/ISSUE_TEMPLATE/config.yml', fillLinks],
];

/** A file with a decision of the owner: its current text, and the text that it should have. */
export interface PackageFile {
  readonly path: string;
  readonly found: string;
  readonly filled: string;
}

/** The package.json and the README of a package; nothing for a private package. */
function filesOf(folder: string): readonly PackageFile[] {
  const read = (path: string) => readFileSync(join(FOLDER, folder, path), 'utf8');
  const json = read('package.json');
  const manifest: Manifest = JSON.parse(json);
  if (manifest.private) return [];
  const readme = read('README.md');
  const pathOf = (name: string) => join('packages', folder, name);
  return [
    {
      path: pathOf('package.json'),
      found: json,
      filled: `${JSON.stringify(fillManifest(folder, manifest), null, 2)}\n`,
    },
    { path: pathOf('README.md'), found: readme, filled: fillBeliefs(fillReadme(readme, manifest)) },
  ];
}

/** The files of all published packages, and the other files. */
export const packageFiles = (): readonly PackageFile[] => [
  ...readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesOf(name)),
  ...OTHERS.map(([path, fill]) => {
    const found = readFileSync(join(ROOT, path), 'utf8');
    return { path, found, filled: fill(found) };
  }),
];

/** The texts that these files should have, by their paths from the root. */
export const filledFiles = (): ReadonlyMap<string, string> =>
  new Map(packageFiles().map(({ path, filled }) => [path, filled]));
