import type { Node } from 'oxc-parser';
import { counted, type Metric } from '../metric.ts';
import { lineAt, type ParsedFile, parsed, type Tree } from '../tree.ts';
import { walk } from '../walk.ts';

/** The files that judge a reading. Only they may compare the name of a rule. */
const JUDGE = /^packages\/machine\/src\/rules\/judge/;

/** The last name in an expression: `rule` in `memory.finding?.rule`. */
function lastName(node: Node): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression' && !node.computed) return lastName(node.property);
  if (node.type === 'ChainExpression' || node.type === 'TSNonNullExpression')
    return lastName(node.expression);
  return '';
}

const isRule = (node: Node): boolean => /rule$/i.test(lastName(node));
const isText = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string';

const PARTS = new Set(['endsWith', 'startsWith', 'includes', 'match']);

/** Whether a node compares the name of a rule: `rule === 'stale'`, `rule.endsWith('Once')`, `['stale'].includes(rule)`. */
function asksForRule(node: Node): boolean {
  if (node.type === 'BinaryExpression')
    return (
      /^[!=]==?$/.test(node.operator) &&
      ((isRule(node.left) && isText(node.right)) || (isText(node.left) && isRule(node.right)))
    );
  if (node.type === 'SwitchStatement')
    return isRule(node.discriminant) && node.cases.some(({ test }) => test && isText(test));
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object } = node.callee;
  if (!PARTS.has(lastName(node.callee))) return false;
  return (
    isRule(object) ||
    (object.type === 'ArrayExpression' && node.arguments.some((argument) => isRule(argument)))
  );
}

function questionsIn({ path, text, syntax }: ParsedFile): string[] {
  const places: string[] = [];
  walk(syntax.program, (node) => {
    if (asksForRule(node))
      places.push(
        `${path}:${lineAt(text, node.start)} ${text.slice(node.start, node.end).split('\n')[0]}`,
      );
    return undefined;
  });
  return places;
}

/** Comparisons with the name of a rule outside of `packages/machine/src/rules/judge*`. */
export function ruleComparisons(tree: Tree, limit: number): Metric {
  return counted(
    'comparisons with the name of a rule outside judge',
    limit,
    parsed(tree.packages)
      .filter(({ path }) => !JUDGE.test(path))
      .flatMap(questionsIn),
  );
}
