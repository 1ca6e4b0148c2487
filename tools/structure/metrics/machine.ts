import { posix } from 'node:path';
import { counted, type Metric } from '../metric.ts';
import { importedPath, lineAt, type ParsedFile, parsed, type Tree } from '../tree.ts';

const SRC = 'packages/machine/src/';

const machineFiles = (tree: Tree): ParsedFile[] =>
  parsed(tree.packages).filter(({ path }) => path.startsWith(SRC));

/** Imports of xstate in the machine, outside of its room `xstate`. */
export function xstateImports(tree: Tree, limit: number): Metric {
  return counted(
    'imports of xstate outside packages/machine/src/xstate',
    limit,
    machineFiles(tree)
      .filter(({ path }) => !path.startsWith(`${SRC}xstate/`))
      .flatMap(({ path, text, syntax }) =>
        syntax.module.staticImports
          .filter(({ moduleRequest }) => /^@?xstate(?:\/|$)/.test(moduleRequest.value))
          .map(
            ({ moduleRequest, start }) => `${path}:${lineAt(text, start)} ${moduleRequest.value}`,
          ),
      ),
  );
}

/** Fields of the interface `MemberContext`. */
export function contextFields(tree: Tree, limit: number): Metric {
  const declarations = machineFiles(tree).flatMap(({ path, text, syntax }) =>
    syntax.program.body.flatMap((statement) => {
      const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
      return node?.type === 'TSInterfaceDeclaration' && node.id.name === 'MemberContext'
        ? [{ path, line: lineAt(text, node.start), fields: node.body.body.length }]
        : [];
    }),
  );
  const [found, ...others] = declarations;
  if (!found || others.length > 0)
    throw new Error(
      `The interface MemberContext is declared ${declarations.length} times in ${SRC}.`,
    );
  return {
    name: 'fields of MemberContext',
    value: found.fields,
    limit,
    places: [`${found.path}:${found.line}`],
  };
}

/** Names that a file exports, including the names of `export *`. */
function exportedNames(path: string, files: ReadonlyMap<string, ParsedFile>): string[] {
  const file = files.get(path);
  if (!file) throw new Error(`${path} is an entry of @mx-member/machine, but the file is missing.`);
  return file.syntax.module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ exportName, moduleRequest }) => {
      if (exportName.name !== null) return [exportName.name];
      const from = moduleRequest && importedPath(path, moduleRequest.value);
      return from ? exportedNames(from, files) : [];
    }),
  );
}

/** Public names of `@mx-member/machine/step`. */
export function stepNames(tree: Tree, limit: number): Metric {
  const { exports }: { exports: Record<string, Record<string, string>> } = JSON.parse(
    tree.read('packages/machine/package.json') ?? '{"exports":{}}',
  );
  const entry = exports['./step']?.['@mx-member/source'];
  if (entry === undefined) throw new Error('@mx-member/machine has no entry ./step.');
  const files = new Map(machineFiles(tree).map((file) => [file.path, file]));
  const names = exportedNames(posix.join('packages/machine', entry), files);
  return counted('public names of @mx-member/machine/step', limit, names);
}
