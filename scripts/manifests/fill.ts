import { ADDRESS } from './address.ts';

/** A package.json. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly homepage?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A package.json with all that npm shows beside the README, and the proof of where the package was built. */
export function fillManifest(folder: string, manifest: Manifest): Manifest {
  const { name, version, description, keywords, exports } = manifest;
  const page = {
    homepage: `${ADDRESS}/tree/main/packages/${folder}#readme`,
    bugs: { url: `${ADDRESS}/issues` },
    repository: { type: 'git', url: `git+${ADDRESS}.git`, directory: `packages/${folder}` },
  };
  return {
    // A field keeps the place where it is first: those that people read stand on top.
    ...{ name, version, description, keywords, ...page },
    ...manifest,
    ...page,
    ...(exports && { exports: { ...exports, './package.json': './package.json' } }),
    publishConfig: { access: 'public', provenance: true },
  };
}

/** The README of a package, with links to where the repository is instead of where its manifest says that it was. */
export function fillReadme(text: string, { homepage }: Manifest): string {
  const [before] = homepage?.split('/tree/') ?? [];
  return before ? text.replaceAll(`${before}/`, `${ADDRESS}/`) : text;
}
