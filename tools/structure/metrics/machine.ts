import { counted, type Metric } from '../metric.ts';
import { lineAt, type ParsedFile, parsed, type Tree } from '../tree.ts';

const SRC = 'packages/machine/src/';

const machineFiles = (tree: Tree): ParsedFile[] =>
  parsed(tree.packages).filter(({ path }) => path.startsWith(SRC));

/** Imports of xstate in the machine, outside of its room `xstate`. */
export function xstateImports(tree: Tree): Metric {
  return counted(
    'imports of xstate outside packages/machine/src/xstate',
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
export function contextFields(tree: Tree): Metric {
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
    places: [`${found.path}:${found.line}`],
  };
}
