import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countOfMarks } from '../../packages/simulator/src/model/beliefs.ts';
import { parseLock } from '../spec/lock.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const listed = (names: readonly string[]): string => new Intl.ListFormat('en-GB').format(names);
const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** The evaluators of the chart: `step`, and XState in two versions. */
function evaluators(): string {
  const { devDependencies } = JSON.parse(read('test/xstate6/project/package.json'));
  return `3 evaluators of one chart (\`step\`, XState 5, XState ${devDependencies.xstate})`;
}

/** The vectors of the lifecycle and of health. */
function vectors(): string {
  const names = [...parseLock(read('scripts/spec/vectors.lock')).keys()];
  const all = names.filter((name) => name.startsWith('vector '));
  const health = all.filter((name) => name.startsWith('vector health/'));
  return `${all.length - health.length} vectors of the lifecycle and ${health.length} of health`;
}

/** The implementations in other languages. */
function ports(): string {
  const names = readdirSync(join(ROOT, 'implementations'));
  return `${counted(names.length, 'port')} (${listed(names.map((name) => name[0]?.toUpperCase() + name.slice(1)))})`;
}

/** The runtimes that pass all vectors: each is a test. */
function runtimes(): string {
  const tests = read('test/runtimes/one-file.test.ts').matchAll(/^ *test\('([^']+)'/gm);
  const names = [...tests].map(([, name = '']) => name.replace(/,.*/, ''));
  return `${counted(names.length, 'runtime')} (${listed(names)})`;
}

function beliefs(): string {
  const marks = countOfMarks();
  const all = marks.reduce((sum, [, count]) => sum + count, 0);
  return `${all} beliefs about MX (${marks.map(([mark, count]) => `${count} ${mark}`).join(', ')})`;
}

/** The root's README with the counts of today, between two comments. */
export function countsFile(): ReadonlyMap<string, string> {
  const counts = [evaluators(), vectors(), ports(), runtimes(), beliefs()].join('; ');
  const text = read('README.md').replace(
    /(<!-- counts -->).*?(<!-- \/counts -->)/,
    (_, before: string, after: string) => `${before}${counts}.${after}`,
  );
  return new Map([['README.md', text]]);
}
