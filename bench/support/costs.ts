import type { Bar } from './report.ts';
import { asRatio, figure, ratios, spread, withSpread } from './stats.ts';

/** Samples by contender and round. */
export type Costs = ReadonlyMap<string, readonly number[]>;

const of = (costs: Costs, name: string): readonly number[] => costs.get(name) ?? [];

/** How many times as much one costs as another, as the median of the rounds. */
export const timesAsMuch = (costs: Costs, ours: string, theirs: string): number =>
  ratios(of(costs, ours), of(costs, theirs)).median;

/** One row for each contender: what it costs, and how many times that ours costs. */
export const costRows = (costs: Costs, ours: string, prefix = ''): string[][] =>
  [...costs].map(([name, samples]) => [
    prefix + name,
    withSpread(spread(samples)),
    figure(Math.min(...samples)),
    name === ours ? '1' : asRatio(ratios(of(costs, ours), samples)),
  ]);

export const costBars = (costs: Costs, ours: string): Bar[] =>
  [...costs].map(([name, samples]) => {
    const { median: value, low, high } = spread(samples);
    return { label: name, value, low, high, isOurs: name === ours };
  });

/** As plain JSON: each contender's quartiles and all its samples. */
export const costFigures = (costs: Costs): object =>
  Object.fromEntries([...costs].map(([name, samples]) => [name, { ...spread(samples), samples }]));
