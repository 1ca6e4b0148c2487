import type { Bar } from './report.ts';
import { asRatio, figure, ratios, spread, withSpread } from './stats.ts';

/** Samples by contender and round. */
export type Costs = ReadonlyMap<string, readonly number[]>;

const of = (costs: Costs, name: string): readonly number[] => costs.get(name) ?? [];

/** The ratio of two costs, as the median of the rounds. */
export const timesAsMuch = (costs: Costs, ours: string, theirs: string): number =>
  ratios(of(costs, ours), of(costs, theirs)).median;

/** One row for each contender: its cost, and its ratio to the baseline. */
export const costRows = (costs: Costs, baseline: string, prefix = ''): string[][] =>
  [...costs].map(([name, samples]) => [
    prefix + name,
    withSpread(spread(samples)),
    figure(Math.min(...samples)),
    name === baseline ? '1' : asRatio(ratios(samples, of(costs, baseline))),
  ]);

export const costBars = (costs: Costs, ours: readonly string[]): Bar[] =>
  [...costs].map(([name, samples]) => {
    const { median: value, low, high } = spread(samples);
    return { label: name, value, low, high, isProduct: ours.includes(name) };
  });

/** As plain JSON: each contender's quartiles and all its samples. */
export const costFigures = (costs: Costs): object =>
  Object.fromEntries([...costs].map(([name, samples]) => [name, { ...spread(samples), samples }]));
