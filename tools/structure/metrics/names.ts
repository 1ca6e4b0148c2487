import { counted, type Metric } from '../metric.ts';
import { lineAt, type ParsedFile, parsed, type Tree } from '../tree.ts';

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
export function sameNames(
  tree: Tree,
  limits: { readonly names: number; readonly withoutReason: number },
  reasons: Readonly<Record<string, string>>,
): Metric[] {
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
  const line = ([name, places]: (typeof shared)[number]) =>
    `${name}: ${[...places.values()].join(', ')}${name in reasons ? ` (${reasons[name]})` : ''}`;
  return [
    counted('exported names defined in more than one file', limits.names, shared.map(line)),
    counted(
      'such names without a reason',
      limits.withoutReason,
      shared.map(([name]) => name).filter((name) => !(name in reasons)),
    ),
    counted(
      'reasons for names defined once',
      0,
      Object.keys(reasons).filter((name) => !shared.some(([one]) => one === name)),
    ),
  ];
}
