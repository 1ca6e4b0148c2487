import { parseArgs } from 'node:util';
import { check } from './check.ts';
import type { Configuration } from './configuration.ts';
import { CONFIGURATIONS } from './configurations.ts';

/**
 * `pnpm explore [name …]`: the searches with larger bounds, or the searches of the tests (`--small`). `--json` ends
 * with one line of JSON, and `--first` stops at the first problem.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    limit: { type: 'string', default: '2000000' },
  },
});

function explore(config: Configuration) {
  const start = performance.now();
  const { name } = config;
  const { closed, states, edges, merges, problems } = check(config, Number(values.limit));
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  if (!values.first)
    console.log(
      `${name}: ${states} states, ${edges} edges, ${merges} merges checked, ${problems.length} problems, ${seconds} s`,
    );
  for (const { rule, way } of problems) console.log(`\n! ${rule} (${name})\n${way}\n`);
  return { name, closed, states, edges, violations: problems.length };
}

function exploreAll(): void {
  const configurations: ReturnType<typeof explore>[] = [];
  // The last searches are small.
  for (const config of values.first ? CONFIGURATIONS.toReversed() : CONFIGURATIONS) {
    if (positionals.length > 0 && !positionals.includes(config.name)) continue;
    const explored = explore(values.small ? config : (config.larger ?? config));
    configurations.push(explored);
    if (values.first && explored.violations > 0) break;
  }
  const sum = (key: 'states' | 'edges' | 'violations'): number =>
    configurations.reduce((total, one) => total + one[key], 0);
  const closed = configurations.every((one) => one.closed);
  const total = { states: sum('states'), edges: sum('edges'), violations: sum('violations') };
  if (values.json) console.log(JSON.stringify({ closed, ...total, configurations }));
  if (!closed || total.violations > 0) process.exitCode = 1;
}

exploreAll();
