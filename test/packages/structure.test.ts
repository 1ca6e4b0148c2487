import { expect, test } from 'vitest';
import { counted, exceeds, report } from '../../tools/structure/metric.ts';
import { decisions, ruleNames } from '../../tools/structure/metrics/decisions.ts';
import { equalFunctions } from '../../tools/structure/metrics/equal-functions.ts';
import { contextFields, stepNames, xstateImports } from '../../tools/structure/metrics/machine.ts';
import { sameNames } from '../../tools/structure/metrics/names.ts';
import { textPatches } from '../../tools/structure/metrics/patches.ts';
import { roomMetrics } from '../../tools/structure/metrics/rooms.ts';
import { ruleComparisons } from '../../tools/structure/metrics/rules.ts';
import { longFiles, longFunctions } from '../../tools/structure/metrics/sizes.ts';
import { type Tree, treeOf } from '../../tools/structure/tree.ts';

const tree = (texts: Readonly<Record<string, string>>): Tree =>
  treeOf(new Map(Object.entries(texts)));

const imports = (...paths: readonly string[]) =>
  paths.map((path) => `import '${path}';\n`).join('');

const rooms = (texts: Readonly<Record<string, string>>, order: readonly string[] = []) =>
  Object.fromEntries(
    roomMetrics(
      tree(texts),
      { floors: 3, roomsInCircles: 0, importsUp: 0 },
      { machine: order },
    ).map(({ name, ...rest }) => [name, rest]),
  );

test('floors are the rooms on the longest way down', () => {
  const found = rooms({
    'packages/machine/src/index.ts': imports('./rules/judge.ts', './data/types.ts'),
    'packages/machine/src/rules/judge.ts': imports('./facts.ts', '../data/types.ts'),
    'packages/machine/src/rules/facts.ts': "export type { A } from '../data/types.ts';",
    'packages/machine/src/data/types.ts': 'export type A = 1;',
    'packages/host/src/index.ts': imports('@mx-member/machine'),
  });
  expect(found['floors of machine']).toEqual({
    value: 3,
    limit: 3,
    places: ['index.ts → rules → data'],
  });
  expect(found['floors of host']).toMatchObject({ value: 1, limit: 3 });
  expect(found['rooms of machine in a circle']).toMatchObject({ value: 0 });
});

test('a circle between rooms is found even if no files form one', () => {
  const { 'rooms of host in a circle': found } = rooms({
    'packages/host/src/a/one.ts': imports('../b/one.ts'),
    'packages/host/src/b/one.ts': '',
    'packages/host/src/b/two.ts': "\nexport const later = () => import('../a/two.ts');",
    'packages/host/src/a/two.ts': '',
  });
  expect(found?.places).toEqual([
    'packages/host/src/a/one.ts:1 a → b, packages/host/src/b/two.ts:2 b → a',
    'packages/host/src/b/two.ts:2 b → a, packages/host/src/a/one.ts:1 a → b',
  ]);
});

test('an import from a room to a later one of the declared order leads up', () => {
  const found = rooms(
    {
      'packages/machine/src/index.ts': imports('./rules/judge.ts'),
      'packages/machine/src/rules/judge.ts': imports('../data/types.ts'),
      'packages/machine/src/data/types.ts': imports('../rules/words.ts', '../names.ts'),
      'packages/machine/src/rules/words.ts': '',
      'packages/machine/src/names.ts': '',
    },
    ['data', 'rules'],
  );
  expect(found['imports from a room to one above it']?.places).toEqual([
    'packages/machine/src/data/types.ts:1 data → rules',
    'packages/machine/src/data/types.ts:2 data → names.ts',
  ]);
});

test('files are counted with their last line, style sheets too', () => {
  const [sources, tests] = longFiles(
    tree({
      'packages/host/src/a.ts': '//\n'.repeat(300),
      'packages/host/src/b.css': '\n'.repeat(301),
      'packages/host/src/c.json': '\n'.repeat(900),
      'test/host/d.ts': '//\n'.repeat(900),
      'scripts/spec/e.ts': '//\n'.repeat(900),
    }),
    { sources: 0, tests: 1 },
  );
  expect(sources?.places).toEqual(['packages/host/src/b.css:301 has 301 lines']);
  expect(tests).toMatchObject({ limit: 1, places: ['test/host/d.ts:301 has 900 lines'] });
});

test('functions are left to Biome, whose exceptions count', () => {
  const biome = (...overrides: readonly object[]) =>
    longFunctions(tree({ 'biome.json': JSON.stringify({ overrides }) }), 0).places;
  const override = (path: string, setting: unknown) => ({
    includes: [path],
    linter: { rules: { complexity: { noExcessiveLinesPerFunction: setting } } },
  });
  const rule = override('packages/*/src/**', { level: 'error', options: { maxLines: 80 } });
  expect(biome(rule)).toEqual([]);
  expect(biome(rule, override('packages/host/src/host.ts', 'off'))).toEqual([
    'biome.json allows it in packages/host/src/host.ts',
  ]);
  expect(biome(override('packages/*/src/**', 'warn'))).toHaveLength(1);
});

test('a name is defined where it is declared, not where it is passed on', () => {
  const [names, withoutReason, superfluous] = sameNames(
    tree({
      'packages/host/src/a.ts': 'export const run = 1;\nexport type Step = 1;',
      'packages/host/src/index.ts': "export { run } from './a.ts';",
      'packages/host/src/entry.ts': "import { run } from './a.ts';\nexport { run };",
      'packages/cli/src/b.ts': 'export function run() {}\nexport interface Step {}',
      'packages/connect/src/react/c.ts': 'export const Screen = 1;',
      'packages/connect/src/vue/c.ts': 'export const Screen = 1;',
    }),
    { names: 1, withoutReason: 0 },
    { run: 'a reason', Gone: 'a reason' },
  );
  expect(names).toMatchObject({ value: 2, limit: 1 });
  expect(names?.places).toContain(
    'run: packages/host/src/a.ts:1, packages/cli/src/b.ts:1 (a reason)',
  );
  expect(withoutReason?.places).toEqual(['Step']);
  expect(superfluous?.places).toEqual(['Gone']);
});

const SUM = `function sum(values: readonly number[], from = 0): number {
  let total = from;
  for (const value of values) total += value;
  if (total < 0) throw new Error('negative');
  return total;
}`;
const equals = (other: string) =>
  equalFunctions(tree({ 'packages/host/src/a.ts': SUM, 'packages/cli/src/b.ts': other }), 0).places;

test('functions are equal whatever their types, names and white space are', () => {
  const same = `
export const added = ( numbers: number[], start = 0 ) =>
  shared(function total(of, by) { return of; });
const x = { add(list: Iterable<number>, first = 0) {
  let all = first as number;
  for (const one of list)
    all += one!;
  if (all < 0) throw new Error('negative');
  return all; } };`;
  expect(equals(same)).toEqual(['packages/host/src/a.ts:1 sum, packages/cli/src/b.ts:4']);
  expect(equals(SUM.replace("'negative'", "'below'"))).toEqual([]);
  expect(equals(SUM.replace('= 0', '= 1'))).toEqual([]);
  expect(equals(SUM.replace('Error', 'RangeError'))).toEqual([]);
});

test('functions of four lines, or of one package, may be equal', () => {
  const short = 'function f(a) {\n  if (a) return 1;\n  return 2;\n}';
  expect(
    equalFunctions(
      tree({
        'packages/host/src/a.ts': short,
        'packages/cli/src/b.ts': `${short}\n${SUM}`,
        'packages/cli/src/c.ts': SUM,
      }),
      0,
    ).places,
  ).toEqual([]);
});

test('a rule is compared by its name only where a reading is judged', () => {
  const text = `
if (rule === 'stale') {}
if ('echo' !== view.rule) {}
finding?.rule.endsWith('Once');
['stale', 'echo'].includes(memory.finding!.rule);
switch (row.rule) { case 'limit': }
if (rule === other || view.phase === 'failed' || rule === null) {}
`;
  const { places } = ruleComparisons(
    tree({
      'packages/machine/src/rules/judge.ts': text,
      'packages/machine/src/rules/judgement.ts': text,
      'packages/machine/src/memory/memory.ts': text,
    }),
    0,
  );
  expect(places.map((place) => place.slice(place.indexOf(':') + 1))).toEqual([
    "2 rule === 'stale'",
    "3 'echo' !== view.rule",
    "4 finding?.rule.endsWith('Once')",
    "5 ['stale', 'echo'].includes(memory.finding!.rule)",
    "6 switch (row.rule) { case 'limit': }",
  ]);
});

test('the machine is measured: who imports xstate, the fields it remembers, what /step exports', () => {
  const machine = tree({
    'packages/machine/package.json': JSON.stringify({
      exports: { './step': { '@mx-member/source': './src/core.ts' } },
    }),
    'packages/machine/src/core.ts':
      "export { step } from './step.ts';\nexport type * from './types.ts';\nexport const MAX = 1;",
    'packages/machine/src/step.ts': "import type { Any } from 'xstate';\nexport const step = 1;",
    'packages/machine/src/types.ts': 'export interface MemberContext { a: 1; readonly b?: 2 }',
    'packages/machine/src/xstate/machine.ts': imports('xstate', '@xstate/graph'),
    'packages/host/src/live.ts': imports('xstate'),
  });
  expect(xstateImports(machine, 0).places).toEqual(['packages/machine/src/step.ts:1 xstate']);
  expect(contextFields(machine, 1).value).toBe(2);
  expect(stepNames(machine, 3).places).toEqual(['step', 'MemberContext', 'MAX']);
});

test('a program that runs a changed copy of a source file is found', () => {
  const patch = `
const path = join(root, 'packages/machine/src', file);
writeFileSync(path, readFileSync(path, 'utf8').CHANGE);`;
  const { places } = textPatches(
    tree({
      'test/machine/a.ts': patch.replace('CHANGE', 'replace(from, to)'),
      'test/machine/b.ts': patch.replace('CHANGE', 'split(from).join(to)'),
      'test/machine/c.ts': patch.replace('CHANGE', 'trim()'),
      'test/machine/d.ts':
        "import { a } from '../../packages/machine/src/a.ts';\na.replace('b', 'c');",
    }),
    0,
  );
  expect(places).toEqual(['test/machine/a.ts:1', 'test/machine/b.ts:1']);
});

test('a file that is not TypeScript is named', () => {
  expect(() => tree({ 'packages/host/src/a.ts': 'const = ;' })).toThrow(
    'packages/host/src/a.ts cannot be parsed',
  );
});

test('places are printed for what exceeds its limit', () => {
  const metrics = [counted('few', 2, ['a.ts:1']), counted('many', 0, ['b.ts:1', 'b.ts:2'])];
  expect(metrics.map(exceeds)).toEqual([false, true]);
  expect(report(metrics, { all: false })).toBe(
    [
      'low   few   1 of at most 2',
      'OVER  many  2 of at most 0',
      '        b.ts:1',
      '        b.ts:2',
    ].join('\n'),
  );
  expect(report(metrics, { all: true })).toContain('        a.ts:1');
});

test('every branch of judge counts as a decision, and every key of RULES as a rule', () => {
  const measured = tree({
    'packages/machine/src/rules/judge.ts':
      'if (a?.b && c) d(); switch (e) { case 1: break; default: f ?? (g ? h : i || j); }',
    'packages/machine/src/rules/timing.ts': 'if (a) b();',
    'packages/machine/src/rules/words.ts': 'export const RULES = { stale: {}, echo: {} };',
  });
  expect(decisions(measured, 0).value).toBe(7);
  expect(ruleNames(measured, 0).value).toBe(2);
});
