import { parseArgs } from 'node:util';
import { check } from './check.ts';
import type { Configuration } from './configuration.ts';
import { CONFIGURATIONS } from './configurations.ts';

/**
 * `pnpm explore [name …]`: the searches with larger bounds, or the searches of the tests (`--small`). `--json` ends
 * with one line of JSON.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    limit: { type: 'string', default: '2000000' },
  },
});

function explore(config: Configuration) {
  const start = performance.now();
  const { name } = config;
  const { closed, states, edges, merges, problems } = check(config, Number(values.limit));
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(
    `${name}: ${states} states, ${edges} edges, ${merges} merges checked, ${problems.length} problems, ${seconds} s`,
  );
  for (const { rule, way } of problems) console.log(`\n! ${rule} (${name})\n${way}\n`);
  return { name, closed, states, edges, violations: problems.length };
}

function exploreAll(): void {
  const configurations = CONFIGURATIONS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  ).map((config) => explore(values.small ? config : (config.larger ?? config)));
  const sum = (key: 'states' | 'edges' | 'violations'): number =>
    configurations.reduce((total, one) => total + one[key], 0);
  const closed = configurations.every((one) => one.closed);
  const total = { states: sum('states'), edges: sum('edges'), violations: sum('violations') };
  if (values.json) console.log(JSON.stringify({ closed, ...total, configurations }));
  if (!closed || total.violations > 0) process.exitCode = 1;
}

exploreAll();
