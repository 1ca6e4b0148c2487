import type { ArrowFunctionExpression, Function as FunctionNode, Node } from 'oxc-parser';
import { counted, type Metric } from '../metric.ts';
import { lineAt, type ParsedFile, parsed, placeOf, type Tree } from '../tree.ts';
import { childrenOf, walk } from '../walk.ts';

type AnyFunction = FunctionNode | ArrowFunctionExpression;

const isFunction = (node: Node): node is AnyFunction =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

/** Fields that are only for the type checker, or that say where a node is. */
const IGNORED = new Set([
  'start',
  'end',
  'raw',
  'typeAnnotation',
  'typeParameters',
  'typeArguments',
  'returnType',
  'superTypeArguments',
  'accessibility',
  'declare',
  'definite',
  'readonly',
  'override',
  'shorthand',
]);

const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'ParenthesizedExpression',
]);

/** The names that a function declares: its parameters, and the names inside it. */
function givenNames(root: AnyFunction): Set<string> {
  const names = new Set<string>();
  const addPattern = (pattern: Node | null): void => {
    if (pattern === null) return;
    if (pattern.type === 'Identifier') names.add(pattern.name);
    else if (pattern.type === 'AssignmentPattern') addPattern(pattern.left);
    else if (pattern.type === 'Property') addPattern(pattern.value);
    else childrenOf(pattern).forEach(addPattern);
  };
  walk(root, (node) => {
    if (isFunction(node)) {
      node.params.forEach(addPattern);
      if (node !== root) addPattern(node.id);
    }
    if (node.type === 'VariableDeclarator') addPattern(node.id);
    if (node.type === 'CatchClause') addPattern(node.param);
    return undefined;
  });
  return names;
}

/** The code of a function without types and white space. The names that it declares become numbers. */
export function essenceOf(root: AnyFunction): string {
  const given = givenNames(root);
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  };
  const write = (value: unknown, isKey: boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => write(one, false));
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null || value instanceof RegExp) return `${value}`;
    const node = value as Node;
    if (WRAPPERS.has(node.type) && 'expression' in node) return write(node.expression, false);
    if (node.type === 'Identifier')
      return !isKey && given.has(node.name) ? numberOf(node.name) : node.name;
    const isNamed = 'computed' in node && !node.computed;
    return Object.entries(node)
      .filter(([field]) => !IGNORED.has(field))
      .map(([field, child]) => [
        field,
        write(child, isNamed && (field === 'key' || field === 'property')),
      ]);
  };
  return JSON.stringify(write([root.async, root.generator, root.params, root.body], false));
}

interface Found {
  readonly essence: string;
  readonly package: string;
  readonly place: string;
}

/** The functions of five lines or more, without functions inside them. */
function functionsOf({ path, text, syntax }: ParsedFile): Found[] {
  const found: Found[] = [];
  walk(syntax.program, (node) => {
    if (!isFunction(node) || node.body === null) return undefined;
    const [first, last] = [lineAt(text, node.start), lineAt(text, node.end)];
    if (last - first < 4) return undefined;
    const name = 'id' in node && node.id ? ` ${node.id.name}` : '';
    found.push({
      essence: essenceOf(node),
      package: placeOf(path).name,
      place: `${path}:${first}${name}`,
    });
    return undefined;
  });
  return found;
}

/** Functions of five lines or more that two packages have. */
export function equalFunctions(tree: Tree): Metric {
  const groups = Map.groupBy(parsed(tree.packages).flatMap(functionsOf), ({ essence }) => essence);
  const shared = [...groups.values()].filter(
    (group) => new Set(group.map((one) => one.package)).size > 1,
  );
  return counted(
    'functions of five lines or more in two packages',
    shared.map((group) => group.map(({ place }) => place).join(', ')),
  );
}
