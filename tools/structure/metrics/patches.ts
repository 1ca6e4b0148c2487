import type { Node } from 'oxc-parser';
import { counted, type Metric } from '../metric.ts';
import { type ParsedFile, parsed, type Tree } from '../tree.ts';
import { walk } from '../walk.ts';

const SOURCES = /packages\/[^/]+\/src|^src$|\/src$/;
const CHANGES = new Set(['replace', 'replaceAll']);
const WRITES = new Set(['writeFile', 'writeFileSync', 'transform', 'onLoad']);

function nameOfCall(node: Node): string {
  if (node.type !== 'CallExpression') return '';
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
    ? callee.property.name
    : '';
}

/** Whether a node is `source.split(from).join(to)`, which replaces text too. */
const joinsParts = (node: Node): boolean =>
  node.type === 'CallExpression' &&
  nameOfCall(node) === 'join' &&
  node.callee.type === 'MemberExpression' &&
  nameOfCall(node.callee.object) === 'split';

/** Whether a program reads a source file of a package, changes its text, and writes it for another program to run. */
function patches({ syntax }: ParsedFile): boolean {
  const seen = { source: false, change: false, write: false };
  walk(syntax.program, (node) => {
    if (node.type === 'Literal' && typeof node.value === 'string')
      seen.source ||= SOURCES.test(node.value);
    const name = nameOfCall(node);
    seen.change ||= CHANGES.has(name) || joinsParts(node);
    seen.write ||= WRITES.has(name);
    return undefined;
  });
  return seen.source && seen.change && seen.write;
}

/** Programs of `test` and `scripts` that run a changed text of a source file. */
export function textPatches(tree: Tree, limit: number): Metric {
  return counted(
    'tests that patch source text',
    limit,
    parsed(tree.programs)
      .filter(patches)
      .map(({ path }) => `${path}:1`),
  );
}
