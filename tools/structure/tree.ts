import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { type EcmaScriptModule, type Program, parseSync } from 'oxc-parser';

/** A handwritten file, with its syntax if it is TypeScript. */
export interface SourceFile {
  /** The path from the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** `null` for a style sheet or a component of Svelte. */
  readonly syntax: { readonly program: Program; readonly module: EcmaScriptModule } | null;
}

/** A file with its syntax. */
export type ParsedFile = SourceFile & { readonly syntax: NonNullable<SourceFile['syntax']> };

/** The files to measure. */
export interface Tree {
  /** Below `packages/<name>/src`. */
  readonly packages: readonly SourceFile[];
  /** The text of another file, such as `biome.json`; `null` if it does not exist. */
  readonly read: (path: string) => string | null;
}

const PARSED = ['.ts', '.tsx'];
const MEASURED = [...PARSED, '.css', '.html', '.svelte', '.vue'];

/** Parses a file. @throws {Error} if the text is not TypeScript. */
export function sourceFile(path: string, text: string): SourceFile {
  if (!PARSED.includes(extname(path))) return { path, text, syntax: null };
  const { program, module, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  return { path, text, syntax: { program, module } };
}

/** A tree from texts by path, from a repository or a test. */
export function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const isSource = (path: string) =>
    /^packages\/[^/]+\/src\//.test(path) && MEASURED.includes(extname(path));
  return {
    packages: [...texts]
      .filter(([path]) => isSource(path))
      .map(([path, text]) => sourceFile(path, text)),
    read: (path) => texts.get(path) ?? null,
  };
}

/** Everything that is read, as paths of git. */
export const MEASURED_PATHS = ['packages', 'biome.json'];

/** Whether the text of a file is of interest. */
const isRead = (path: string): boolean =>
  path === 'biome.json' ||
  MEASURED.includes(extname(path)) ||
  /^packages\/[^/]+\/package\.json$/.test(path);

/** The tree of these files below a folder. A file that is deleted but not yet committed is left out. */
export function readTree(root: string, paths: readonly string[]): Tree {
  const read = paths.filter((path) => isRead(path) && existsSync(join(root, path)));
  return treeOf(new Map(read.map((path) => [path, readFileSync(join(root, path), 'utf8')])));
}

/** The tree of a checkout, without files that git ignores: those are made. */
export function readCheckout(root: string): Tree {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...MEASURED_PATHS];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return readTree(root, listed.split('\n').filter(Boolean));
}

/** The files with a syntax. */
export function parsed(files: readonly SourceFile[]): ParsedFile[] {
  return files.filter((file): file is ParsedFile => file.syntax !== null);
}

/** `packages/host/src/sqlite/open.ts` is `sqlite/open.ts` in the package `host`. */
export function placeOf(path: string): { readonly name: string; readonly inside: string } {
  const [, name = '', , ...rest] = path.split('/');
  return { name, inside: rest.join('/') };
}

/** The path of an import; `null` if it leaves the package. */
export function importedPath(from: string, request: string): string | null {
  return request.startsWith('.') ? posix.join(dirname(from), request) : null;
}

/** The line of a place in a text, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1))
    line += 1;
  return line;
}
