/**
 * Packs the packages, checks the tarballs, and publishes them: `pnpm release`. With `--dry-run` it only shows what it would
 * publish. The tarballs, their bills of materials and the files to copy stay in `reports/release`.
 */
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { OWNER, undecided } from '../manifests/owner.ts';
import { ONE_FILE } from '../one-file/files.ts';
import { ATTW, contentProblems, hashProblems, licenceProblems, type Tarball } from './checks.ts';
import { pack, pnpm, runIn, writeSboms } from './pack.ts';
import { manifestOf, publishedFolders, ROOT, stabilityOf, waitingChangesets } from './packages.ts';

const FOLDER = join(ROOT, 'reports/release');

/** Says what comes next, because each step takes several seconds. */
const say = (text: string) => console.error(styleText('dim', text, { stream: process.stderr }));

const tool = (name: string) => join(ROOT, 'tools/node_modules/.bin', name);

/** The complaints of publint and attw about a tarball; empty if there are none. */
async function linted({ name, filename }: Tarball): Promise<string[]> {
  const isLibrary = name.startsWith('@');
  const lines = [
    [tool('publint'), 'run', '--strict', filename],
    ...(isLibrary ? [[tool('attw'), filename, ...ATTW]] : []),
  ];
  const ended = await Promise.all(lines.map(([program = '', ...args]) => runIn(program, args)));
  return ended
    .filter(({ code }) => code !== 0)
    .map(({ stdout, stderr }) => `${name} is not packed well:\n${stdout}${stderr}`);
}

/** The problems of a release besides the tarballs. */
async function otherProblems(): Promise<string[]> {
  const { stdout } = await runIn('git', ['status', '--porcelain']);
  const waiting = waitingChangesets();
  return [
    ...undecided(OWNER),
    ...(waiting.length > 0
      ? [
          `${waiting.length} changesets are waiting. Run pnpm changeset version, which writes them into versions and CHANGELOGs, and commit the result.`,
        ]
      : []),
    ...(stdout === ''
      ? []
      : [
          'The working tree has changes that are not committed, so the tarballs do not belong to a commit.',
        ]),
  ];
}

function table(tarballs: readonly Tarball[]): string {
  const rows = tarballs.map(({ name, version, size, files }) => [
    `${name}@${version}`,
    stabilityOf(name),
    `${Math.ceil(size / 1_000)} kB`,
    `${files.length} files`,
  ]);
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean', default: false } } });

say('Looking at what is decided and committed…');
const others = await otherProblems();
say('Building and packing…');
const tarballs = await pack(FOLDER);
await cp(join(ROOT, ONE_FILE), join(FOLDER, 'one-file'), { recursive: true });
say('Writing bills of materials…');
const sboms = await writeSboms(FOLDER, tarballs);
say('Checking what was packed…');
const manifests = new Map(
  publishedFolders()
    .map(manifestOf)
    .map((manifest) => [manifest.name, manifest]),
);
const packed: string[] = [];
for (const tarball of tarballs) {
  packed.push(...contentProblems(tarball, manifests.get(tarball.name) ?? {}));
  const sbom = sboms.get(tarball.name);
  if (sbom) packed.push(...licenceProblems(tarball.name, sbom), ...hashProblems(sbom));
  else packed.push(`${tarball.name} has no bill of materials.`);
  packed.push(...(await linted(tarball)));
}

const isDry = values['dry-run'];
console.log(`${isDry ? 'These would be published' : 'To publish'}:\n${table(tarballs)}`);
console.log(
  `\nThe tarballs, their bills of materials and the files to copy (one-file) are in ${relative(ROOT, FOLDER)}.`,
);
if (others.length > 0)
  console.log(
    `\nOnly before a release (the tarballs work without this):\n${others.map((text) => `- ${text}`).join('\n')}`,
  );
if (packed.length > 0)
  console.log(`\nNot fit to be published:\n${packed.map((text) => `- ${text}`).join('\n')}`);

if (packed.length > 0 || (!isDry && others.length > 0)) {
  if (!isDry) console.log('\nNothing was published.');
  process.exitCode = 1;
} else if (!isDry) {
  // pnpm packs a package after its dependencies, so this order is right for publishing too.
  for (const { name, filename } of tarballs) {
    say(`Publishing ${name}…`);
    await pnpm('publish', filename, '--access', 'public', '--provenance', '--no-git-checks');
  }
}
