import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** The page about privacy names everything that can be kept, logged or reported. */

const ROOT = join(import.meta.dirname, '../..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const PAGE = text('docs/privacy.md');

interface Shape {
  readonly $ref?: string;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
}
const schema = JSON.parse(text('packages/machine/spec/record.schema.json')) as Shape & {
  readonly $defs?: Readonly<Record<string, Shape>>;
};

/** The paths of all values in a shape. */
function pathsOf(shape: Shape, at: string): readonly string[] {
  const { $ref, anyOf, oneOf, properties, items } = shape;
  if ($ref) return pathsOf(schema.$defs?.[$ref.split('/').at(-1) ?? ''] ?? {}, at);
  const either = [...(anyOf ?? []), ...(oneOf ?? [])];
  if (properties)
    return Object.entries(properties).flatMap(([name, value]) =>
      pathsOf(value, at ? `${at}.${name}` : name),
    );
  if (items) return pathsOf(items, `${at}[]`);
  return either.length > 0 ? either.flatMap((one) => pathsOf(one, at)) : [at];
}

/** Groups of numbers. The page names only the group. */
const GROUPS = ['context.pacing', 'context.deadlines', 'context.observed'];

test('the page names every field of a record, and no other', () => {
  const all = [...new Set(pathsOf(schema, ''))];
  const leaves = all.filter((path) => !all.some((other) => other.startsWith(`${path}.`)));
  const fields = [
    ...new Set(leaves.map((path) => GROUPS.find((group) => path.startsWith(`${group}.`)) ?? path)),
  ];
  const [, records = ''] = /\n## Records\n(.*?)\n## /s.exec(PAGE) ?? [];
  const named = [...records.matchAll(/`((?:context\.|schema|state)[^`]*)`/g)].map(
    ([, name]) => name,
  );
  expect(named.toSorted()).toEqual(fields.toSorted());
});

test('the page names every line of the log of serve', () => {
  const source = readdirSync(join(ROOT, 'packages/cli/src/serve'))
    .map((name) => text(`packages/cli/src/serve/${name}`))
    .join('\n');
  const lines = [...source.matchAll(/log\.\w+\(.*?, '([\w ]+)'\)/g)].map(
    ([, name]) => `\`${name}\``,
  );
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) expect(PAGE).toContain(line);
});

test('the page names every label of the metrics, and every attribute of the traces', () => {
  const metrics = text('packages/host/src/operate/metrics.ts');
  for (const [, label] of metrics.matchAll(/by\('(\w+)'/g)) expect(PAGE).toContain(`\`${label}\``);
  expect(metrics).toContain('{ call, result }');
  for (const label of ['call', 'result']) expect(PAGE).toContain(`\`${label}\``);
  const lifecycle = text('packages/adapters/src/otel/lifecycle.ts');
  const attributes = [...lifecycle.matchAll(/'(mx_member\.[\w.]+)':/g)].map(([, name]) => name);
  expect(attributes).toContain('mx_member.lifecycle.id');
  for (const attribute of attributes) expect(PAGE).toContain(`\`${attribute}\``);
});
