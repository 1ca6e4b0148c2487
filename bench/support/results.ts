import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { toSvg } from './chart.ts';
import { computer } from './computer.ts';
import type { Report } from './report.ts';
import { isHit } from './table.ts';

const RESULTS = new URL('../results.json', import.meta.url);
const CHARTS = new URL('../charts/', import.meta.url);

async function readResults(): Promise<Record<string, object>> {
  try {
    return JSON.parse(await readFile(RESULTS, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Saves the results of a benchmark: its part of `results.json`, and its charts. */
export async function keep(name: string, { aims, charts, figures }: Report): Promise<void> {
  const results = await readResults();
  results[name] = {
    date: new Date().toISOString(),
    computer: computer(),
    aims: aims.map((aim) => ({ ...aim, hit: isHit(aim) })),
    figures,
  };
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  await writeFile(RESULTS, `${JSON.stringify(results, rounded, 2)}\n`);
  await mkdir(CHARTS, { recursive: true });
  for (const chart of charts) await writeFile(new URL(`${chart.name}.svg`, CHARTS), toSvg(chart));
}
