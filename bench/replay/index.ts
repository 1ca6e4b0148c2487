import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure } from '../support/stats.ts';
import { writeTrace } from './trace-file.ts';

const COMMAND = fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url));
const AT_EXIT = new URL('./cpu-at-exit.ts', import.meta.url).href;

/** What `mx-member replay` has cost for a trace. */
interface Cost {
  readonly lines: number;
  readonly megabytes: number;
  /** User and system, in s. */
  readonly cpu: number;
  /** At most, in MB. */
  readonly memory: number;
}

/** @throws {Error} when the trace does not hold. */
async function replayCost(file: string, lines: number): Promise<Cost> {
  const flags = ['--conditions=@mx-member/source', '--import', AT_EXIT];
  const child = spawn(process.execPath, [...flags, COMMAND, 'replay', file], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [said, usage] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stdio[3] as Readable),
  ]);
  if (!said.includes(`valid: ${lines} lines`)) throw new Error(`replay says:\n${said}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage) as NodeJS.ResourceUsage;
  const { size } = await stat(file);
  return {
    lines,
    megabytes: size / 1e6,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    memory: maxRSS / 1_000,
  };
}

const perLine = ({ cpu, lines }: Cost): number => (cpu * 1e6) / lines;

async function run({ quick }: Setting): Promise<Report> {
  const [few, many] = quick ? [1_000, 10_000] : [100_000, 1_000_000];
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-bench-'));
  const costs: Cost[] = [];
  try {
    for (const lines of [few, many]) {
      const file = join(folder, `${lines}.ndjson`);
      await writeTrace(file, lines);
      costs.push(await replayCost(file, lines));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  const [small, large] = costs as [Cost, Cost];
  return {
    title: '7  A replay of a long trace',
    method:
      'mx-member replay as a process, with its start: CPU and memory for the trace of a server with 200 members at once. A lifecycle has 8 to 18 lines; some have questions, wrong passwords and failed calls.',
    tables: [
      {
        head: ['', 'MB', 's of CPU', 'lines a second', 'µs for a line', 'MB of memory'],
        rows: costs.map((cost) => [
          `${figure(cost.lines)} lines`,
          figure(cost.megabytes),
          figure(cost.cpu),
          figure(Math.round(cost.lines / cost.cpu)),
          figure(perLine(cost)),
          figure(Math.round(cost.memory)),
        ]),
      },
    ],
    aims: [
      { what: `${figure(many)} lines`, value: large.cpu, limit: 60, unit: ' s of CPU' },
      {
        what: 'a line of the long trace to one of the short',
        value: perLine(large) / perLine(small),
        limit: 1.2,
        unit: '×',
      },
    ],
    charts: [],
    figures: { costs },
  };
}

export const replay: Benchmark = { name: 'replay', run };
