import { type Node, parseSync, type Statement } from 'oxc-parser';
import { walk } from '../structure/walk.ts';

/** A name in a file. */
export interface Reference {
  readonly path: string;
  readonly name: string;
}

/** A declaration at the top of a file, with the comment above it. */
export interface Declaration {
  readonly names: readonly string[];
  /** The places in the file: of the comment, of the declaration without `export`, and of the end of its line. */
  readonly from: number;
  readonly at: number;
  readonly to: number;
  /** Whether it exists only for types. */
  readonly isType: boolean;
  /** The names that it uses. */
  readonly uses: ReadonlySet<string>;
}

/** What is known of a file. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly declarations: readonly Declaration[];
  /** Where an imported name comes from: the request of the import, and the name there. */
  readonly imports: ReadonlyMap<string, { readonly request: string; readonly name: string }>;
  /** The same for names that the file only passes on. */
  readonly passedOn: ReadonlyMap<string, { readonly request: string; readonly name: string }>;
  /** Files whose names are all passed on. */
  readonly allFrom: readonly string[];
}

/** Nodes of TypeScript that contain a value. */
const AROUND_VALUES = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'];

/** Whether a name is only the name of a field. */
function fieldOf(node: Node): Node | null {
  if (node.type === 'MemberExpression' && !node.computed) return node.property;
  const isField =
    (node.type === 'Property' && !node.shorthand) ||
    node.type === 'MethodDefinition' ||
    node.type === 'PropertyDefinition';
  return isField && !node.computed ? node.key : null;
}

/** The names that a statement uses. @param hasTypes Whether types count too. */
function usesOf(statement: Node, hasTypes: boolean): Set<string> {
  const names = new Set<string>();
  const fields = new Set<Node>();
  walk(statement, (node) => {
    if (!hasTypes && node.type.startsWith('TS') && !AROUND_VALUES.includes(node.type)) return false;
    const field = fieldOf(node);
    if (field) fields.add(field);
    if (node.type === 'Identifier' && !fields.has(node)) names.add(node.name);
    return undefined;
  });
  return names;
}

const isTypeNode = ({ type }: Node): boolean =>
  type === 'TSInterfaceDeclaration' || type === 'TSTypeAliasDeclaration';

/** The names that a statement declares. */
function namesOf(path: string, statement: Node): string[] {
  switch (statement.type) {
    case 'VariableDeclaration':
      return statement.declarations.map(({ id }) => {
        if (id.type === 'Identifier') return id.name;
        throw new Error(`${path} takes a value apart at its top. Give each part a declaration.`);
      });
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
      return statement.id ? [statement.id.name] : [];
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return [statement.id.name];
    default:
      throw new Error(
        `${path} has a ${statement.type} at its top. Only declarations can be copied.`,
      );
  }
}

const nameOf = (node: { readonly type: string }): string => {
  const { name, value } = node as { readonly name?: string; readonly value?: unknown };
  return name ?? String(value);
};

interface Gathered {
  readonly declarations: Declaration[];
  readonly imports: Map<string, { request: string; name: string }>;
  readonly passedOn: Map<string, { request: string; name: string }>;
  readonly allFrom: string[];
}

/** Reads the imports and exports of a statement. @returns What it declares; `null` if nothing. */
function declaredBy(statement: Statement, { imports, passedOn, allFrom }: Gathered): Node | null {
  switch (statement.type) {
    case 'ImportDeclaration':
      for (const one of statement.specifiers) {
        const name = one.type === 'ImportSpecifier' ? nameOf(one.imported) : '*';
        imports.set(one.local.name, { request: statement.source.value, name });
      }
      return null;
    case 'ExportAllDeclaration':
      allFrom.push(statement.source.value);
      return null;
    case 'ExportNamedDeclaration':
      for (const { exported, local } of statement.specifiers)
        if (statement.source)
          passedOn.set(nameOf(exported), { request: statement.source.value, name: nameOf(local) });
      return statement.declaration;
    default:
      return statement;
  }
}

/** The place where the comment above a statement begins; without a comment, the statement. */
function commentAbove(
  text: string,
  start: number,
  comments: readonly { readonly start: number; readonly end: number }[],
  isTypes: boolean,
): number {
  // TypeScript drops the blank line after the comment of a file, so only the nearest comment belongs to a type.
  const above = comments.filter(({ end }) => end <= start).reverse();
  if (isTypes) above.splice(1);
  let from = start;
  for (const comment of above) {
    if (!/^[ \t]*\n?[ \t]*$/.test(text.slice(comment.end, from))) break;
    from = comment.start;
  }
  return from;
}

/** Reads a file. @param isTypes Whether it has types alone. */
export function sourceOf(path: string, text: string, isTypes: boolean): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const gathered: Gathered = {
    declarations: [],
    imports: new Map(),
    passedOn: new Map(),
    allFrom: [],
  };
  for (const statement of program.body) {
    const declared = declaredBy(statement, gathered);
    if (!declared) continue;
    const end = text.indexOf('\n', statement.end);
    gathered.declarations.push({
      names: namesOf(path, declared),
      from: commentAbove(text, statement.start, comments, isTypes),
      at: declared.start,
      to: end === -1 ? text.length : end,
      isType: isTypeNode(declared),
      uses: usesOf(declared, isTypes),
    });
  }
  return { path, text, ...gathered };
}
