import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { countOf } from '../../scripts/spec/conformance.ts';
import type { Implementation } from './manifest.ts';

/** What an implementation has passed. Times are in ms. */
export interface Passed {
  readonly implementation: Implementation;
  /** Of what runs it. */
  readonly version: string;
  readonly vectors: { readonly passed: number; readonly took: number };
  /** `null` where it does not have this part. */
  readonly health: { readonly passed: number } | null;
  /** `null` for the machine itself, which the others are compared with. */
  readonly random: { readonly steps: number; readonly took: number } | null;
}

const ROOT = join(import.meta.dirname, '../..');
const FEATURES = ['oauth', 'sealed', 'after', 'recover', 'health'];

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const specification = (): { readonly version: string } =>
  JSON.parse(readFileSync(join(ROOT, 'packages/machine/spec/spec.json'), 'utf8'));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((one) => (one[column] ?? '').length)));
  const padded = all.map((one) => row(one.map((cell, column) => cell.padEnd(widths[column] ?? 0))));
  return [padded[0], row(widths.map((width) => '-'.repeat(width))), ...padded.slice(1)].join('\n');
}

interface Counts {
  readonly lifecycle: number;
  readonly health: number;
}

/** An implementation without a feature runs fewer vectors. */
const allOf = (passed: number, count: number): string =>
  passed === count ? 'all' : String(passed);

function rowOf(
  { implementation, version, vectors, health, random }: Passed,
  counts: Counts,
): readonly string[] {
  const { name, source, spec } = implementation;
  return [
    `[${name}](${source})`,
    version,
    spec,
    `${allOf(vectors.passed, counts.lifecycle)} in ${seconds(vectors.took)}`,
    health ? allOf(health.passed, counts.health) : 'not supported',
    random ? `${random.steps.toLocaleString('en-US')} in ${seconds(random.took)}` : 'the reference',
  ];
}

const PAGE = join(ROOT, 'docs/another-language.md');
const PLACE = /(<!-- table: passed -->\n).*?(\n<!-- end -->)/s;

/** Writes the section "Who passes what" of `docs/another-language.md` from runs of today. */
export function writePage(all: readonly Passed[]): void {
  // The first is the machine itself, which has every feature.
  const [machine] = all;
  const counts = {
    lifecycle: machine?.vectors.passed ?? 0,
    health: machine?.health?.passed ?? 0,
  };
  const text = `\`npx --yes pnpm@12 test:implementations --page\` made these tables with version ${specification().version} of
[the specification](../packages/machine/spec), on a busy machine with ${cpus().length} cores. Times include the start of both
programs. The table contains only implementations that pass every vector for their features, and that agree with the machine
in each random step: record, state, effects and view.

${countOf(counts.lifecycle, counts.health)}

${table(
  [
    'implementation',
    'runs on',
    'specification',
    'vectors of the lifecycle',
    'vectors of health',
    'random steps',
  ],
  all.map((one) => rowOf(one, counts)),
)}

The column "specification" is the version that the implementation was written for (\`spec\` in its \`conformance.json\`).

These are the features in each \`conformance.json\`. \`oauth\`, \`sealed\`, \`after\` and \`recover\` are also the values of \`--features\`. The vectors of health run with \`--health\`.

${table(
  ['implementation', ...FEATURES],
  all.map(({ implementation: { name, features } }) => [
    name,
    ...FEATURES.map((feature) => (features.includes(feature) ? 'yes' : 'no')),
  ]),
)}
`;
  const page = readFileSync(PAGE, 'utf8');
  if (!PLACE.test(page)) throw new Error(`${PAGE} has no place for the table passed`);
  writeFileSync(
    PAGE,
    page.replace(PLACE, (_, begin: string, end: string) => `${begin}\n${text}${end}`),
  );
}
