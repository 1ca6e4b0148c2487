import { parseArgs } from 'node:util';
import { host } from './host/index.ts';
import { loopback } from './loopback/index.ts';
import { readings } from './readings/index.ts';
import { replay } from './replay/index.ts';
import { restate } from './restate/index.ts';
import { sizes } from './sizes/index.ts';
import { steps } from './steps/index.ts';
import { business, computer } from './support/computer.ts';
import type { Benchmark } from './support/report.ts';
import { keep } from './support/results.ts';
import { isHit, toText } from './support/table.ts';

const BENCHMARKS: readonly Benchmark[] = [readings, loopback, steps, sizes, host, restate, replay];
const NAMES = BENCHMARKS.map(({ name }) => name);

const HELP = `Usage: pnpm bench [--quick] [--only NAME]…

Measures what mx-member costs, side by side with what people would use instead, and keeps the figures
in bench/results.json and bench/charts.

  --quick      a minute at most, to see that all of it works; nothing is kept
  --only NAME  one of ${NAMES.join(', ')}; may be repeated
  --help       this text`;

function readArgs(args: readonly string[]) {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new TypeError(
      `--only: unknown benchmark "${unknown}". Expected one of ${NAMES.join(', ')}.`,
    );
  return values;
}

/** @returns Whether every hard limit holds. */
async function run(quick: boolean, chosen: readonly Benchmark[]): Promise<boolean> {
  const { cpu, cores, memory, system, node } = computer();
  console.log(`${cpu}, ${cores} cores, ${memory}, ${system}, Node ${node}`);
  // Sizes are exact, even while other programs run.
  const isTimed = chosen.some(({ name }) => name !== sizes.name);
  const warning = isTimed ? business() : null;
  if (warning) console.log(warning);
  if (quick && isTimed) console.log('--quick: a check that it works. The figures mean little.');
  const aims = [];
  const failures = [];
  for (const benchmark of chosen) {
    const start = performance.now();
    const report = await benchmark.run({ quick });
    console.log(toText(report));
    console.log(`(${benchmark.name}: ${((performance.now() - start) / 1000).toFixed(0)} s)`);
    aims.push(...report.aims);
    failures.push(...(report.failures ?? []));
    if (!quick) await keep(benchmark.name, report);
  }
  console.log(`\n${aims.filter(isHit).length} of ${aims.length} aims are met.`);
  for (const failure of failures) console.error(failure);
  return failures.length === 0;
}

async function main(): Promise<number> {
  let args: ReturnType<typeof readArgs>;
  try {
    args = readArgs(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  const { quick, only, help } = args;
  if (help) {
    console.log(HELP);
    return 0;
  }
  const chosen = BENCHMARKS.filter(({ name }) => only.length === 0 || only.includes(name));
  return (await run(quick, chosen)) ? 0 : 1;
}

process.exitCode = await main();
