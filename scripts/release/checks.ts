import type { ReleaseManifest } from './packages.ts';

/** A package as `pnpm pack --json` reports it. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  /** Bytes, compressed. */
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** The largest compressed package, in bytes. The command line is the heaviest: it has the vectors. */
const MAX_SIZE = 900_000;

/** What npm adds to the files that a manifest names. */
const ADDED = ['package.json', 'README.md', 'LICENSE'];

/** Files that must not be in a package, because they are secret or useful only in the repository. */
const NEVER =
  /(^|\/)(node_modules|test|tests|coverage|reports)\/|\.(env|pem|key|db|log)$|\.test\.ts$|tsbuildinfo$/;

/** The problems of the files of a package, a sentence each. */
export function contentProblems(
  { name, size, files }: Tarball,
  { files: named = [] }: Pick<ReleaseManifest, 'files'>,
): string[] {
  const paths = files.map(({ path }) => path);
  // A name that begins with `!` leaves out a part of another.
  const folders = named.filter((folder) => !folder.startsWith('!'));
  const isNamed = (path: string) =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  return [
    ...ADDED.filter((path) => !paths.includes(path)).map((path) => `${name} has no ${path}.`),
    ...folders
      .filter((folder) => !paths.some((path) => path === folder || path.startsWith(`${folder}/`)))
      .map((folder) => `${name} has nothing in ${folder}, which its manifest names.`),
    ...paths
      .filter((path) => NEVER.test(path) || !(isNamed(path) || ADDED.includes(path)))
      .map((path) => `${name} has ${path}, which does not belong into a package.`),
    ...(size > MAX_SIZE ? [`${name} weighs ${size} bytes; at most ${MAX_SIZE} are allowed.`] : []),
  ];
}

/** Licences that a dependency may have. Each of them allows use in a closed-source program. */
const LICENCES: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
]);

interface Hashed {
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/** A package in a CycloneDX SBOM. */
export interface Component extends Hashed {
  /** The scope of the name, such as `@mx-member`. */
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string; readonly name?: string };
    readonly expression?: string;
  }[];
  /** pnpm writes the hash of a package of the registry here. */
  readonly externalReferences?: readonly Hashed[];
}

/** The parts of a CycloneDX SBOM that are checked. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components?: readonly Component[];
}

export const nameOf = ({ group, name }: Component): string => (group ? `${group}/${name}` : name);

/** Adds the hashes of our own tarballs. @param hashes SHA-512 by name and version. */
export function withHashes(sbom: Sbom, hashes: ReadonlyMap<string, string>): Sbom {
  const add = (component: Component): Component => {
    const content = hashes.get(`${nameOf(component)}@${component.version}`);
    return content === undefined
      ? component
      : { ...component, hashes: [{ alg: 'SHA-512', content }] };
  };
  const { metadata, components = [] } = sbom;
  return {
    ...sbom,
    metadata: { ...metadata, component: add(metadata.component) },
    components: components.map(add),
  };
}

/** The packages of an SBOM without a hash, a sentence each. */
export function hashProblems({ metadata, components = [] }: Sbom): string[] {
  const isHashed = (one: Component): boolean =>
    [one, ...(one.externalReferences ?? [])].some(({ hashes = [] }) => hashes.length > 0);
  return [metadata.component, ...components]
    .filter((one) => !isHashed(one))
    .map(
      (one) =>
        `The bill of materials of ${nameOf(metadata.component)} has no hash of ${nameOf(one)}.`,
    );
}

/** The problems of the licences of a package's dependencies, a sentence each. */
export function licenceProblems(
  name: string,
  { components = [] }: Pick<Sbom, 'components'>,
): string[] {
  return components.flatMap(({ name: dependency, version, licenses = [] }) => {
    const found = licenses.map(
      ({ license, expression }) => license?.id ?? license?.name ?? expression ?? '',
    );
    if (found.some((licence) => LICENCES.has(licence))) return [];
    return [
      `${name} depends on ${dependency} ${version ?? ''}, whose licence is ${found.join(', ') || 'not known'}.`,
    ];
  });
}

/** The options of attw: the packages are ES modules, and attw does not know style sheets. */
export const ATTW = ['--profile', 'esm-only', '--exclude-entrypoints', './style.css'] as const;
