import { ADDRESS, OWNER } from './owner.ts';

/** A package.json. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly homepage?: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Fills in a package.json: the fields that npm shows beside the README, and provenance. */
export function fillManifest(folder: string, manifest: Manifest): Manifest {
  const { name, version, description, keywords, exports } = manifest;
  const page = {
    homepage: `${ADDRESS}/tree/main/packages/${folder}#readme`,
    bugs: { url: `${ADDRESS}/issues` },
    repository: { type: 'git', url: `git+${ADDRESS}.git`, directory: `packages/${folder}` },
  };
  return {
    // Fields that people read come first. A field keeps its first place.
    ...{ name, version, description, keywords, ...page },
    ...manifest,
    ...page,
    ...(exports && { exports: { ...exports, './package.json': './package.json' } }),
    scripts: { ...manifest.scripts, prepublishOnly: 'node ../../scripts/release/refuse.ts' },
    publishConfig: { access: 'public', provenance: true },
  };
}

/** Fills in the README of a package: links to the old address of the repository become links to the new one. */
export function fillReadme(text: string, { homepage }: Manifest): string {
  const [before] = homepage?.split('/tree/') ?? [];
  return before ? text.replaceAll(`${before}/`, `${ADDRESS}/`) : text;
}

/** Fills in any other file with links to the repository. */
export const fillLinks = (text: string): string =>
  text.replace(/https:\/\/[^'"\s]+(?=\/blob\/main\/)/g, ADDRESS);

/** Fills in a page for contributors. The addresses stand between comments that name the decision. */
export const fillPage = (text: string): string =>
  text.replace(
    /(<!-- (\w+) -->).*?(<!-- \/\2 -->)/g,
    (whole, open: string, name: string, close: string) =>
      name in OWNER ? `${open}${OWNER[name as keyof typeof OWNER].value}${close}` : whole,
  );
