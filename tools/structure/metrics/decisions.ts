import type { Node } from 'oxc-parser';
import { counted, type Metric } from '../metric.ts';
import { lineAt, type ParsedFile, parsed, type Tree } from '../tree.ts';
import { walk } from '../walk.ts';

/** What says what a reading or a failed call means: `judge` and its parts. */
const JUDGE =
  /^packages\/machine\/src\/rules\/(?:judge|whose|baseline|judge-fault|explain|findings|echoes)\.ts$/;

/** Every rule in words. */
const WORDS = 'packages/machine/src/rules/words.ts';

/** Whether a node is a branch: `if`, `?:`, `&&`, `||`, `??`, `case` or `?.`. */
function isDecision(node: Node): boolean {
  if (node.type === 'SwitchCase') return node.test !== null;
  if (node.type === 'MemberExpression' || node.type === 'CallExpression') return node.optional;
  return ['IfStatement', 'ConditionalExpression', 'LogicalExpression'].includes(node.type);
}

function decisionsIn({ path, text, syntax }: ParsedFile): string[] {
  const places: string[] = [];
  walk(syntax.program, (node) => {
    if (isDecision(node)) places.push(`${path}:${lineAt(text, node.start)} ${node.type}`);
    return undefined;
  });
  return places;
}

/** Branches in `judge` and its parts. */
export function decisions(tree: Tree): Metric {
  return counted(
    'decisions in judge and its parts',
    parsed(tree.packages)
      .filter(({ path }) => JUDGE.test(path))
      .flatMap(decisionsIn),
  );
}

/** Where each rule stands in the object `RULES`. */
function rulesIn({ path, text, syntax }: ParsedFile): string[] {
  const places: string[] = [];
  walk(syntax.program, (node) => {
    const isRules =
      node.type === 'VariableDeclarator' &&
      node.id.type === 'Identifier' &&
      node.id.name === 'RULES' &&
      node.init?.type === 'ObjectExpression';
    if (isRules && node.init?.type === 'ObjectExpression')
      for (const { start } of node.init.properties) places.push(`${path}:${lineAt(text, start)}`);
    return !isRules;
  });
  return places;
}

/** Names of rules, by which a view says why a member is where it is. */
export function ruleNames(tree: Tree): Metric {
  const words = parsed(tree.packages).filter(({ path }) => path === WORDS);
  return counted('names of rules', words.flatMap(rulesIn));
}
