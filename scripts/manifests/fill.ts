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
    scripts: { ...manifest.scripts, prepublishOnly: 'node ../../scripts/release/refuse.ts' },
    publishConfig: { access: 'public', provenance: true },
  };
}

/** The README of a package, with links to where the repository is instead of where its manifest says that it was. */
export function fillReadme(text: string, { homepage }: Manifest): string {
  const [before] = homepage?.split('/tree/') ?? [];
  return before ? text.replaceAll(`${before}/`, `${ADDRESS}/`) : text;
}

/** Any other file that names pages of the repository. */
export const fillLinks = (text: string): string =>
  text.replace(/https:\/\/[^'"\s]+(?=\/blob\/main\/)/g, ADDRESS);

/** A page for people who contribute or report: the addresses stand between comments that name the decision. */
export const fillPage = (text: string): string =>
  text.replace(
    /(<!-- (\w+) -->).*?(<!-- \/\2 -->)/g,
    (whole, open: string, name: string, close: string) =>
      name in OWNER ? `${open}${OWNER[name as keyof typeof OWNER].value}${close}` : whole,
  );
