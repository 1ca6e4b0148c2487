import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { ADDRESS } from '../scripts/manifests/owner.ts';

/** Writes the API reference from the doc comments of public names. */

const PACKAGES = join(import.meta.dirname, '../packages');

/** The folder of the reference, below the pages of the site. */
export const API = 'api';

/** One import of a package, and its page. */
export interface ApiPage {
  readonly specifier: string;
  readonly file: string;
  readonly path: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly '@mx-member/source'?: string }>>;
}

function pagesOf(folder: string): ApiPage[] {
  const text = readFileSync(join(PACKAGES, folder, 'package.json'), 'utf8');
  const { name, private: isPrivate, exports = {} }: Manifest = JSON.parse(text);
  if (isPrivate) return [];
  return Object.entries(exports).flatMap(([path, to]) => {
    const source = typeof to === 'string' ? undefined : to['@mx-member/source'];
    if (source === undefined || !/\.tsx?$/.test(source)) return [];
    const specifier = join(name, path);
    const file = join(PACKAGES, folder, source);
    return [{ specifier, file, path: `${API}/${specifier}` }];
  });
}

/** Every import path of the packages, sorted by package. */
export const API_PAGES: readonly ApiPage[] = readdirSync(PACKAGES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'http')
  .flatMap(({ name }) => pagesOf(name));

/**
 * Writes a page for each import into the folder `out`.
 * @throws {Error} if the sources cannot be read.
 */
export async function writeApi(out: string): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    entryPoints: API_PAGES.map(({ file }) => file),
    skipErrorChecking: true,
    logLevel: 'Error',
    readme: 'none',
    excludeInternal: true,
    disableGit: true,
    sortEntryPoints: false,
    // What is called comes before what it takes and returns.
    groupOrder: ['Functions', 'Variables', 'Classes', '*'],
    basePath: join(import.meta.dirname, '..'),
    sourceLinkTemplate: `${ADDRESS}/blob/main/packages/{path}#L{line}`,
    out: join(out, API),
  });
  app.options.setValue('outputFileStrategy', 'modules');
  app.options.setValue('hideBreadcrumbs', true);
  app.options.setValue('hidePageHeader', true);
  const project = await app.convert();
  if (!project) throw new Error('The doc comments could not be read.');
  const names = new Map(API_PAGES.map(({ file, specifier }) => [file, specifier]));
  for (const module of project.children ?? []) {
    const [source] = module.sources ?? [];
    module.name = names.get(source?.fullFileName ?? '') ?? module.name;
  }
  // The longest names come first, so that `machine/step` does not become the function `step` of `machine`.
  for (const list of [project.children, project.childrenIncludingDocuments])
    list?.sort((a, b) => b.name.length - a.name.length);
  await app.generateOutputs(project);
}
