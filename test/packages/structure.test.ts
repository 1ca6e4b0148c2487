import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { counted, type Metric, report } from '../../tools/structure/metric.ts';
import { decisions, ruleNames } from '../../tools/structure/metrics/decisions.ts';
import { longFunctions } from '../../tools/structure/metrics/functions.ts';
import { contextFields, xstateImports } from '../../tools/structure/metrics/machine.ts';
import { publicNames, sharedNames } from '../../tools/structure/metrics/names.ts';
import { roomFaults } from '../../tools/structure/metrics/rooms.ts';
import { ORDER } from '../../tools/structure/order.ts';
import { type Tree, treeOf } from '../../tools/structure/tree.ts';

const tree = (texts: Readonly<Record<string, string>>): Tree =>
  treeOf(new Map(Object.entries(texts)));

const imports = (...paths: readonly string[]) =>
  paths.map((path) => `import '${path}';\n`).join('');

const placesOf = (metrics: readonly Metric[]) =>
  Object.fromEntries(metrics.map(({ name, places }) => [name, places]));
const rooms = (texts: Readonly<Record<string, string>>, order: readonly string[] = []) =>
  placesOf(roomFaults(tree(texts), { machine: order, host: ['a', 'b'] }));

test('rooms that keep to the order have no fault', () => {
  const texts = {
    'packages/machine/src/index.ts': imports('./rules/judge.ts', './data/types.ts'),
    'packages/machine/src/rules/judge.ts': imports('./facts.ts', '../data/types.ts'),
    'packages/machine/src/rules/facts.ts': "export type { A } from '../data/types.ts';",
    'packages/machine/src/data/types.ts': 'export type A = 1;',
    'packages/host/src/index.ts': imports('@mx-member/machine'),
  };
  expect(rooms(texts, ['data', 'rules'])).toEqual({
    'rooms in a circle': [],
    'imports from a room to one above it': [],
    'rooms without a place in the order': [],
  });
});

test('a circle between rooms is found even if no files form one', () => {
  const { 'rooms in a circle': found } = rooms({
    'packages/host/src/a/one.ts': imports('../b/one.ts'),
    'packages/host/src/b/one.ts': '',
    'packages/host/src/b/two.ts': "\nexport const later = () => import('../a/two.ts');",
    'packages/host/src/a/two.ts': '',
  });
  expect(found).toEqual([
    'packages/host/src/a/one.ts:1 a → b, packages/host/src/b/two.ts:2 b → a',
    'packages/host/src/b/two.ts:2 b → a, packages/host/src/a/one.ts:1 a → b',
  ]);
});

test('an import from a room to a later one of the order leads up, also through a file beside the rooms', () => {
  const found = rooms(
    {
      'packages/machine/src/index.ts': imports('./rules/judge.ts'),
      'packages/machine/src/rules/judge.ts': imports('../data/types.ts'),
      'packages/machine/src/data/types.ts': imports(
        '../rules/words.ts',
        '../names.ts',
        '../texts.ts',
      ),
      'packages/machine/src/rules/words.ts': '',
      'packages/machine/src/names.ts': '',
      'packages/machine/src/texts.ts': imports('./rules/words.ts'),
      'packages/machine/src/extra/new.ts': '',
    },
    ['data', 'rules'],
  );
  expect(found['imports from a room to one above it']).toEqual([
    'packages/machine/src/data/types.ts:1 data → rules',
    'packages/machine/src/data/types.ts:3 data → texts.ts',
  ]);
  expect(found['rooms without a place in the order']).toEqual([
    'packages/machine/src/extra: add it to ORDER in tools/structure',
  ]);
});

test('the order has all packages, and no folder that is gone', () => {
  const folders = (path: string) =>
    readdirSync(path, { withFileTypes: true }).flatMap((one) =>
      one.isDirectory() ? one.name : [],
    );
  expect(Object.keys(ORDER)).toEqual(folders('packages').toSorted());
  for (const [name, order] of Object.entries(ORDER))
    expect(folders(`packages/${name}/src`)).toEqual(expect.arrayContaining([...order]));
});

test('functions are left to Biome, whose exceptions count', () => {
  const biome = (...overrides: readonly object[]) =>
    longFunctions(tree({ 'biome.json': JSON.stringify({ overrides }) })).places;
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
  const { places } = sharedNames(
    tree({
      'packages/host/src/a.ts': 'export const run = 1;\nexport type Step = 1;',
      'packages/host/src/index.ts': "export { run } from './a.ts';",
      'packages/host/src/entry.ts': "import { run } from './a.ts';\nexport { run };",
      'packages/cli/src/b.ts': 'export function run() {}\nexport interface Step {}',
      'packages/connect/src/react/c.ts': 'export const Screen = 1;',
      'packages/connect/src/vue/c.ts': 'export const Screen = 1;',
    }),
  );
  expect(places).toEqual([
    'run: packages/host/src/a.ts:1, packages/cli/src/b.ts:1',
    'Step: packages/host/src/a.ts:2, packages/cli/src/b.ts:2',
  ]);
});

test('the machine is measured: who imports xstate, and the fields it remembers', () => {
  const machine = tree({
    'packages/machine/src/step.ts': "import type { Any } from 'xstate';\nexport const step = 1;",
    'packages/machine/src/types.ts': 'export interface MemberContext { a: 1; readonly b?: 2 }',
    'packages/machine/src/xstate/machine.ts': imports('xstate', '@xstate/graph'),
    'packages/host/src/live.ts': imports('xstate'),
  });
  expect(xstateImports(machine).places).toEqual(['packages/machine/src/step.ts:1 xstate']);
  expect(contextFields(machine).value).toBe(2);
});

test('a name is public once, whatever the number of entries that have it', () => {
  const entry = (path: string) => ({ '@mx-member/source': path });
  const two = tree({
    'packages/machine/package.json': JSON.stringify({
      exports: {
        '.': entry('./src/index.ts'),
        './step': entry('./src/core.ts'),
        './spec/*': './spec/*',
      },
    }),
    'packages/machine/src/index.ts': "export * from './core.ts';",
    'packages/machine/src/core.ts':
      "export { step } from './step.ts';\nexport type * from './types.ts';\nexport const MAX = 1;",
    'packages/machine/src/step.ts': 'export const step = 1;\nexport const hidden = 1;',
    'packages/machine/src/types.ts': 'export interface Context { a: 1 }',
  });
  expect(publicNames(two).places).toEqual(['Context', 'MAX', 'step']);
});

test('a file that is not TypeScript is named', () => {
  expect(() => tree({ 'packages/host/src/a.ts': 'const = ;' })).toThrow(
    'packages/host/src/a.ts cannot be parsed',
  );
});

test('what is wrong is printed with its places, and sizes beside an earlier commit', () => {
  const measured = {
    faults: [counted('circles', []), counted('ups', ['b.ts:1', 'b.ts:2'])],
    sizes: [counted('files', ['c.ts', 'd.ts']), counted('names', ['e'])],
  };
  const before = { commit: 'main (abc1234)', sizes: [counted('files', ['c.ts'])] };
  expect(report(measured, before, false).split('\n')).toEqual([
    'ok     circles: none',
    'WRONG  ups: 2',
    '        b.ts:1',
    '        b.ts:2',
    '',
    'Sizes here, in main (abc1234), and the difference:',
    '  files      2     1  +1',
    '  names      1',
  ]);
  expect(report(measured, null, true)).toContain('        c.ts');
});

test('every branch of judge counts as a decision, and every key of RULES as a rule', () => {
  const measured = tree({
    'packages/machine/src/rules/judge.ts':
      'if (a?.b && c) d(); switch (e) { case 1: break; default: f ?? (g ? h : i || j); }',
    'packages/machine/src/rules/timing.ts': 'if (a) b();',
    'packages/machine/src/rules/words.ts': 'export const RULES = { stale: {}, echo: {} };',
  });
  expect(decisions(measured).value).toBe(7);
  expect(ruleNames(measured).value).toBe(2);
});
