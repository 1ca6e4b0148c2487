import { stripTypeScriptTypes } from 'node:module';
import { type Declaration, type Reference, type Source, sourceOf } from './declarations.ts';

/**
 * Copies declarations from many files into one text without imports, with their comments. Only what the wanted names use is copied.
 * A bundler would drop the comments and rename what has the same name.
 */

/** What to copy, and from where. */
export interface Plan {
  /** The names, each with a file that exports it. */
  readonly wanted: readonly (Reference & { readonly isType: boolean })[];
  /** The path of a file, from a request in another file. */
  readonly resolve: (request: string, from: string) => string;
  readonly read: (path: string) => string;
  /** The folders in the order of the text. A file of a folder must not use values of a later folder at once. */
  readonly folders: readonly { readonly folder: string; readonly title: string }[];
  /** Whether to copy types, from files that have no code. */
  readonly isTypes: boolean;
}

/** The files, read once. */
function openSources({ read, resolve, isTypes }: Plan) {
  const sources = new Map<string, Source>();
  const open = (path: string): Source => {
    const known = sources.get(path);
    if (known) return known;
    const source = sourceOf(isTypes ? path.replace(/\.ts$/, '.d.ts') : path, read(path), isTypes);
    sources.set(path, source);
    return source;
  };

  /** The declaration of a name that a file exports. `null` if it has no such name. */
  function exported({ path, name }: Reference): Reference | null {
    const { declarations, passedOn, allFrom } = open(path);
    const there = passedOn.get(name);
    if (there) return exported({ path: resolve(there.request, path), name: there.name });
    if (declarations.some(({ names }) => names.includes(name))) return { path, name };
    for (const request of allFrom) {
      const found = exported({ path: resolve(request, path), name });
      if (found) return found;
    }
    return null;
  }

  /** The declaration that a name means in a file. `null` for a name of the platform, or inside a declaration. */
  function meant(path: string, name: string): Reference | null {
    const { declarations, imports } = open(path);
    if (declarations.some(({ names }) => names.includes(name))) return { path, name };
    const given = imports.get(name);
    if (!given) return null;
    const found = exported({ path: resolve(given.request, path), name: given.name });
    if (found && found.name !== name)
      throw new Error(`${path} imports ${found.name} under the name ${name}. Keep its name.`);
    return found;
  }
  return { open, exported, meant };
}

type Sources = ReturnType<typeof openSources>;

/** The declarations to copy, by file. The files are in an order in which each comes after the files that it uses. */
function neededBy(wanted: readonly Reference[], { open, exported, meant }: Sources) {
  const needed = new Map<string, Set<Declaration>>();
  const ordered = new Set<string>();
  function add({ path, name }: Reference): void {
    const declaration = open(path).declarations.find(({ names }) => names.includes(name));
    const inFile = needed.get(path) ?? new Set();
    needed.set(path, inFile);
    if (!declaration || inFile.has(declaration)) return;
    inFile.add(declaration);
    const used = [...declaration.uses].flatMap((one) => meant(path, one) ?? []);
    for (const one of used) add(one);
  }
  function order(path: string): void {
    if (ordered.has(path)) return;
    const used = [...(needed.get(path) ?? [])].flatMap(({ uses }) => [...uses]);
    for (const name of used) {
      const there = meant(path, name);
      if (there && there.path !== path) order(there.path);
    }
    ordered.add(path);
  }
  for (const one of wanted) {
    const found = exported(one);
    if (!found) throw new Error(`${one.path} has no export ${one.name}.`);
    add(found);
  }
  for (const path of [...needed.keys()].sort()) order(path);
  return [...ordered].map((path) => ({ path, declarations: needed.get(path) ?? new Set() }));
}

/** Two declarations of one name would be a syntax error, or silently another value. */
function checkNames(files: ReturnType<typeof neededBy>): void {
  const known = new Map<string, string>();
  const twice: string[] = [];
  for (const { path, declarations } of files)
    for (const name of [...declarations].flatMap(({ names }) => names)) {
      const first = known.get(name);
      if (first !== undefined && first !== path) twice.push(`${name} in ${first} and in ${path}`);
      known.set(name, path);
    }
  if (twice.length > 0)
    throw new Error(
      `Give one of each two another name, because all are copied into one file:\n${twice.join('\n')}`,
    );
}

/** The declarations of a file with their comments, and the comments that stand alone. */
function textOf(
  { declarations, text }: Source,
  kept: ReadonlySet<Declaration>,
  isTypes: boolean,
): string {
  // The types become white space, so each place stays where it was.
  const code = isTypes ? text : stripTypeScriptTypes(text);
  let end = 0;
  return declarations
    .filter((one) => kept.has(one) && (isTypes || !one.isType))
    .map(({ from, at, to }) => {
      const isApart = text.slice(end, from).trim() !== '' || text.slice(end, from).includes('\n\n');
      end = to;
      const comment = text.slice(from, at).replace(/export $/, '');
      return `${isApart ? '\n' : ''}${comment}${code.slice(at, to)}`;
    })
    .join('\n');
}

/** The text of everything that the wanted names use, ordered by folder. The names are exported at its end. */
export function concatenate(plan: Plan): string {
  const sources = openSources(plan);
  const files = neededBy(plan.wanted, sources);
  checkNames(files);
  const parts = plan.folders.flatMap(({ folder, title }, index) => {
    const inside = files.filter(({ path }) => path.startsWith(folder));
    const texts = inside
      .map(({ path, declarations }) => ({
        path: path.replace(/^packages\/[^/]+\/src\//, ''),
        text: textOf(sources.open(path), declarations, plan.isTypes),
      }))
      .filter(({ text }) => text !== '');
    if (texts.length === 0) return [];
    const rule = '='.repeat(100);
    const chapter = `// ${rule}\n// ${index + 1}. ${title}\n// ${rule}`;
    return [chapter, ...texts.map(({ path, text }) => `// ${path}\n\n${text}`)];
  });
  const left = files.filter(
    ({ path }) => !plan.folders.some(({ folder }) => path.startsWith(folder)),
  );
  if (left.length > 0) throw new Error(`No folder has ${left.map(({ path }) => path).join(', ')}.`);
  const names = plan.wanted.map(({ name, isType }) => (isType ? `type ${name}` : name)).sort();
  return `${parts.join('\n\n')}\n\nexport { ${names.join(', ')} };\n`;
}
