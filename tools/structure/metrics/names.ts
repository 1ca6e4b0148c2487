import { posix } from 'node:path';
import { counted, type Metric } from '../metric.ts';
import { importedPath, lineAt, type ParsedFile, parsed, placeOf, type Tree } from '../tree.ts';

/** Folders with one binding for each framework, which use the same names on purpose. */
const BINDINGS = /^packages\/connect\/src\/(?:element|react|solid|svelte|vue)\//;

/** The names that a file defines and exports, with their places. Re-exported names do not count. */
function definedIn({ path, text, syntax }: ParsedFile): (readonly [name: string, place: string])[] {
  const { staticImports, staticExports } = syntax.module;
  const imported = new Set(
    staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value)),
  );
  return staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, localName, exportName, start }) =>
      moduleRequest || exportName.name === null || imported.has(localName.name ?? '')
        ? []
        : [[exportName.name, `${path}:${lineAt(text, start)}`] as const],
    ),
  );
}

/** Exported names that more than one file of the packages defines. */
export function sharedNames(tree: Tree): Metric {
  const files = new Map<string, Map<string, string>>();
  for (const file of parsed(tree.packages))
    for (const [name, place] of definedIn(file)) {
      const places = files.get(name) ?? new Map<string, string>();
      files.set(name, places);
      const home = BINDINGS.test(file.path) ? 'bindings' : file.path;
      if (!places.has(home)) places.set(home, place);
    }
  const shared = [...files]
    .filter(([, places]) => places.size > 1)
    .sort(([a], [b]) => a.localeCompare(b));
  return counted(
    'exported names defined in more than one file',
    shared.map(([name, places]) => `${name}: ${[...places.values()].join(', ')}`),
  );
}

/** Names that a file exports, including the names of `export *`. */
function exportedNames(path: string, files: ReadonlyMap<string, ParsedFile>): string[] {
  const file = files.get(path);
  if (!file) throw new Error(`${path} is an entry of its package, but the file is missing.`);
  return file.syntax.module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, moduleRequest }) => {
      if (exportName.name !== null) return [exportName.name];
      const from = moduleRequest && importedPath(path, moduleRequest.value);
      return from ? exportedNames(from, files) : [];
    }),
  );
}

/** The sources of the entries of a package. */
function entriesOf(tree: Tree, name: string): string[] {
  const { exports = {} }: { readonly exports?: Readonly<Record<string, unknown>> } = JSON.parse(
    tree.read(`packages/${name}/package.json`) ?? '{}',
  );
  return Object.values(exports).flatMap((entry) => {
    const source = Object(entry)['@mx-member/source'];
    return typeof source === 'string' ? [posix.join('packages', name, source)] : [];
  });
}

/** Distinct names that a program can import from the packages. */
export function publicNames(tree: Tree): Metric {
  const files = parsed(tree.packages);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const packages = [...new Set(files.map(({ path }) => placeOf(path).name))];
  const names = packages
    .flatMap((name) => entriesOf(tree, name))
    .flatMap((entry) => exportedNames(entry, byPath));
  return counted('public names of all packages', [...new Set(names)].sort());
}
